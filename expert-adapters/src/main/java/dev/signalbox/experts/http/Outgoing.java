package dev.signalbox.experts.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** A POST about to leave. Its text form shows neither headers nor body, which hold keys and prompts. */
public final class Outgoing {

    private final URI url;
    private final Map<String, String> headers;
    private final byte[] body;

    /** @param body not copied: the sender gives it away */
    public Outgoing(URI url, Map<String, String> headers, byte[] body) {
        this.url = requireNonNull(url);
        this.headers = Map.copyOf(headers);
        this.body = requireNonNull(body);
    }

    URI url() {
        return url;
    }

    Map<String, String> headers() {
        return headers;
    }

    HttpEntity entity() {
        return new ByteArrayEntity(body, null);
    }

    @Override
    public String toString() {
        return "POST " + url + " (" + body.length + " bytes)";
    }
}
