package dev.signalbox.execution;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.http.Incoming;
import dev.signalbox.experts.http.Origin;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.http.Outgoing;
import dev.signalbox.experts.http.RefusedAddressException;
import dev.signalbox.experts.http.RefusedOriginException;
import dev.signalbox.moe.fetch.RefusedDownloadException;
import dev.signalbox.moe.fetch.Web;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The way out for downloads: the client that experts are called by, with its list of admitted origins. What an operator
 * named is admitted while it is asked; what a server leads to only with public addresses.
 */
public final class OutboundWeb implements Web {

    /** A large file takes its time, as long as it keeps coming. */
    private static final Call.Timeouts TIMEOUTS = new Call.Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofDays(7));

    private final OutboundClient client;

    public OutboundWeb(OutboundClient client) {
        this.client = client;
    }

    @Override
    public <T> T get(Request request, Reader<T> reader) throws IOException {
        var origin = origin(request);
        try (var _ = request.named() ? client.admit(origin) : client.admitInPublic(origin)) {
            return client.send(
                    Outgoing.get(request.url(), request.headers()),
                    new Call(TIMEOUTS, request.cancellation()),
                    response -> {
                        response.clock().begun();
                        return reader.read(new Body(response));
                    });
        } catch (RefusedOriginException | RefusedAddressException e) {
            throw new RefusedDownloadException(String.valueOf(e.getMessage()));
        }
    }

    private static Origin origin(Request request) throws RefusedDownloadException {
        try {
            return Origin.ofFile(request.url(), "url");
        } catch (IllegalArgumentException e) {
            throw new RefusedDownloadException(String.valueOf(e.getMessage()));
        }
    }

    private record Body(Incoming incoming) implements Response {
        @Override
        public int status() {
            return incoming.status();
        }

        @Override
        public Optional<String> header(String name) {
            return incoming.header(name);
        }

        @Override
        public int read(byte[] into) throws IOException {
            int count = incoming.read(into, 0, into.length);
            incoming.clock().progressed();
            return count;
        }
    }
}
