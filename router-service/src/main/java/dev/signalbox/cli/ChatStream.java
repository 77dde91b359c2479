package dev.signalbox.cli;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A streamed reply as its lines arrive: hands out the text, keeps what was said beside it. */
final class ChatStream {

    private static final String DATA = "data:";
    private static final String TRACE = ": signalbox ";
    private boolean done;
    private Optional<String> error = Optional.empty();
    private Optional<JsonNode> trace = Optional.empty();

    /** The text that {@code line} adds. */
    Optional<String> accept(String line) {
        if (line.startsWith(TRACE)) {
            trace = Optional.of(Api.parse(line.substring(TRACE.length())));
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

    /** What the service says of the route, when it said so. */
    Optional<JsonNode> trace() {
        return trace;
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
