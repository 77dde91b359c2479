package dev.signalbox.moe.fetch;

import dev.signalbox.experts.Cancellation;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The way out, as downloads need it: GET requests of which no redirect is followed. */
public interface Web {

    /**
     * Sends a request and reads what comes.
     *
     * @throws RefusedDownloadException when the URL leads to where this service must not go
     */
    <T> T get(Request request, Reader<T> reader) throws IOException;

    /**
     * A GET.
     *
     * @param named whether an operator named the URL's origin; else a server's reply led there, and it must be a public one
     * @param cancellation ends it
     */
    record Request(URI url, boolean named, Map<String, String> headers, Cancellation cancellation) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /** A response whose body is still coming. */
    interface Response {

        int status();

        /** The first value of a header, in any case. */
        Optional<String> header(String name);

        /** Some bytes, at least one, or -1 at the end. */
        int read(byte[] into) throws IOException;
    }

    /** Takes a response while its body is coming. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Response response) throws IOException;
    }
}
