package dev.signalbox.experts.openai;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.http.Outgoing;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Where an expert is called, under which name, with which key. Never shows the key. */
final class Endpoint {

    private final URI url;
    private final String quotedModel;
    private final Map<String, String> forWhole;
    private final Map<String, String> forStream;
    private final Redaction redaction;

    Endpoint(URI base, String model, @Nullable String key, Map<String, String> extraHeaders) {
        url = URI.create(base.toString().replaceAll("/+$", "") + "/chat/completions");
        quotedModel = '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(requireNonNull(model))) + '"';
        forWhole = headers("application/json", key, extraHeaders);
        forStream = headers("text/event-stream", key, extraHeaders);
        redaction = new Redaction(key, extraHeaders.values());
    }

    /** The query as this endpoint wants it: its own model name, every unknown field untouched. */
    Outgoing request(Query query) {
        boolean stream = query.settings().stream();
        return new Outgoing(url, stream ? forStream : forWhole, query.payload().sentTo(quotedModel, stream));
    }

    Redaction redaction() {
        return redaction;
    }

    @Override
    public String toString() {
        return "Endpoint[" + url + ", model " + quotedModel + "]";
    }

    private static Map<String, String> headers(String accept, @Nullable String key, Map<String, String> extra) {
        var headers = new HashMap<>(extra);
        headers.put("Content-Type", "application/json");
        headers.put("Accept", accept);
        headers.put("Accept-Encoding", "identity");
        if (key != null) {
            headers.put("Authorization", "Bearer " + key);
        }
        return Map.copyOf(headers);
    }
}
