package dev.signalbox.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that decides without running anything, and explains the decision. */
@Command(name = "route", description = "Decide where a question would go, run nothing, and explain the decision.")
final class Route implements Callable<Integer> {

    @Parameters(paramLabel = "QUESTION", description = "What would be asked.")
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

    @Option(names = "--json", description = "Print the service's own reply.")
    private boolean json;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Route(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var body = Chat.body(model, question);
        if (effort != null) {
            body.put("reasoning_effort", effort);
        }
        var decision = place.api().post("/v1/route", body, Map.of()).body();
        if (json) {
            terminal.line(decision.toPrettyString());
        } else {
            new Explanation(decision).print(terminal);
        }
        return 0;
    }
}
