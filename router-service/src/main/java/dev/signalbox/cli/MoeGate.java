package dev.signalbox.cli;

import dev.signalbox.learning.InnerGates;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that tells what a model's gating networks do. */
@Command(
        name = "gate",
        description = {
            "Replay a trace of `moe trace` and print what the model's gating networks do: balance, entropy, the standing",
            "committees and how they overlap, how much the token explains, local consistency, drift."
        })
final class MoeGate implements Callable<Integer> {

    @Parameters(paramLabel = "TRACE", description = "A file of `moe trace`.")
    private Path file = Path.of("gate.trace");

    @Option(names = "--json", description = "As the API gives it, rather than as tables.")
    private boolean json;

    private final Terminal terminal;

    MoeGate(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var reader = TraceReader.open(file)) {
            var tally = new GateTally(reader.whatOf().shape());
            reader.replay(tally);
            var figures = tally.figures();
            terminal.line(
                    json ? InnerGates.json(figures).toPrettyString() : new GateReport(reader.whatOf(), figures).text());
            return 0;
        } catch (IOException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }
}
