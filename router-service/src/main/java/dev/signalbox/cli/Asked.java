package dev.signalbox.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What the user asks, and of whom: the same for every verb that takes a question. */
final class Asked {

    @Parameters(arity = "0..1", paramLabel = "QUESTION", description = "The question.")
    private String question = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, policy/NAME or an expert's name (default: auto).")
    private String model = "auto";

    @Option(
            names = "--effort",
            paramLabel = "LEVEL",
            description = "Reasoning effort: none, minimal, low, medium, high.")
    private @Nullable String effort;

    /** As a request in the OpenAI chat dialect. */
    ObjectNode body() {
        if (question.isBlank()) {
            throw VerbException.failed("QUESTION: missing, expected what to ask");
        }
        return body(question);
    }

    /** As {@link #body()}, of another question. */
    ObjectNode body(String question) {
        var body = Chat.body(model, question);
        if (effort != null) {
            body.put("reasoning_effort", effort);
        }
        return body;
    }
}
