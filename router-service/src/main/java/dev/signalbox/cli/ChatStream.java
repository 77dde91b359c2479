package dev.signalbox.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A streamed reply as its lines arrive: hands out the text, keeps what was said beside it. */
final class ChatStream {

    private static final String DATA = "data:";
    private static final String TRACE = ": signalbox ";
    private boolean done;
    private Optional<String> error = Optional.empty();
    private final Map<String, String> trace = new HashMap<>();

    /** The text that {@code line} adds. */
    Optional<String> accept(String line) {
        if (line.startsWith(TRACE)) {
            readTrace(line.substring(TRACE.length()));
        }
        if (!line.startsWith(DATA)) {
            return Optional.empty();
        }
        var data = line.substring(DATA.length()).strip();
        if (data.equals("[DONE]")) {
            done = true;
            return Optional.empty();
        }
        return text(Api.parse(data));
    }

    private Optional<String> text(JsonNode chunk) {
        if (chunk.has("error")) {
            error = Optional.of(Api.errorMessage(chunk.toString()));
        }
        var content = chunk.path("choices").path(0).path("delta").path("content");
        return content.isString() ? Optional.of(content.asString()) : Optional.empty();
    }

    /** Words such as {@code cost-usd=0.000042}. */
    private void readTrace(String words) {
        for (var word : words.strip().split(" ", -1)) {
            var pair = word.split("=", 2);
            if (pair.length == 2) {
                trace.put(pair[0], pair[1]);
            }
        }
    }

    /** What the service says of the reply at its end: {@code cost-usd}, {@code attempts}. */
    Map<String, String> trace() {
        return Map.copyOf(trace);
    }

    /** Ends the verb when the reply was cut. */
    void requireComplete() {
        error.ifPresent(message -> {
            throw VerbException.failed("The answer broke off: " + message);
        });
        if (!done) {
            throw VerbException.failed("The answer broke off: the connection ended early.");
        }
    }
}
