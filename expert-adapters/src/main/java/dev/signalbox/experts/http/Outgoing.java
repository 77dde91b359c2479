package dev.signalbox.experts.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** A request about to leave, a POST unless it is said to be a GET. Its text form shows neither headers nor body, which hold keys and prompts. */
public final class Outgoing {

    private final URI url;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    /** @param body not copied: the sender gives it away */
    public Outgoing(URI url, Map<String, String> headers, byte[] body) {
        this.url = requireNonNull(url);
        this.headers = Map.copyOf(headers);
        this.body = requireNonNull(body);
    }

    private Outgoing(URI url, Map<String, String> headers) {
        this.url = requireNonNull(url);
        this.headers = Map.copyOf(headers);
        this.body = null;
    }

    /** A GET. */
    public static Outgoing get(URI url, Map<String, String> headers) {
        return new Outgoing(url, headers);
    }

    HttpUriRequestBase request() {
        var request = body == null ? new HttpGet(url) : new HttpPost(url);
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        return request;
    }

    @Override
    public String toString() {
        return body == null ? "GET " + url : "POST " + url + " (" + body.length + " bytes)";
    }
}
