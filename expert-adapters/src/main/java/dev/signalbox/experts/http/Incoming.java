package dev.signalbox.experts.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** A response whose body is still coming. */
public final class Incoming {

    private final ClassicHttpResponse response;
    private final InputStream body;
    private final Clock clock;
    private boolean ended;

    Incoming(ClassicHttpResponse response, Clock clock) throws IOException {
        this.response = response;
        this.clock = clock;
        var entity = response.getEntity();
        this.body = entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    public int status() {
        return response.getCode();
    }

    /** The first value of a header, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(header -> header.getValue());
    }

    /** What bounds the call; the reader tells it how far the reply has come. */
    public Clock clock() {
        return clock;
    }

    /** Some bytes, at least one, or -1 at the end. */
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = body.read(into, offset, length);
        ended = count < 0;
        return count;
    }

    /** True once the end was read, so that the connection can serve another call. */
    boolean ended() {
        return ended;
    }
}
