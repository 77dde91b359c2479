package dev.signalbox.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What the user asks, and of whom: the same for every verb that takes a question. */
final class Asked {

    @Parameters(paramLabel = "QUESTION", description = "The question.")
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
        var body = Chat.body(model, question);
        if (effort != null) {
            body.put("reasoning_effort", effort);
        }
        return body;
    }
}
