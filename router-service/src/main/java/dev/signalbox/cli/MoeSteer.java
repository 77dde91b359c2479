package dev.signalbox.cli;

import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.SteeringLearner;
import dev.signalbox.moe.gate.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb that learns a steering from two traces. */
@Command(
        name = "steer",
        description = {
            "Learn to steer texts of one kind towards the experts that serve a reference kind, from traces of the two, and",
            "print the steering as a roster takes it under `gate`. Judge it with `moe trace --steering` before use."
        })
final class MoeSteer implements Callable<Integer> {

    @Option(names = "--reference", paramLabel = "TRACE", required = true, description = "Texts that are served well.")
    private Path reference = Path.of("");

    @Option(names = "--target", paramLabel = "TRACE", required = true, description = "Texts that are to be steered.")
    private Path target = Path.of("");

    @Option(
            names = "--strength",
            paramLabel = "S",
            defaultValue = "1",
            description = "Bias of an expert that only the reference uses (default: 1).")
    private double strength = 1;

    @Option(
            names = "--layers",
            paramLabel = "WHICH",
            defaultValue = "middle",
            description = "middle or all (default: middle).")
    private SteeringLearner.Where where = SteeringLearner.Where.MIDDLE;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "learned", description = "(default: learned)")
    private String name = "learned";

    private final Terminal terminal;

    MoeSteer(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!(strength > 0 && strength <= 100)) {
            throw VerbException.failed("--strength: " + strength + ", expected above 0, at most 100");
        }
        try {
            var layers = SteeringLearner.learn(shares(reference), shares(target), strength, where);
            terminal.line(SteeringFile.yaml(name, layers).stripTrailing());
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }

    private static double[][] shares(Path file) throws IOException {
        try (var reader = TraceReader.open(file)) {
            var tally = new GateTally(reader.whatOf().shape());
            reader.replay(tally);
            return tally.shares();
        }
    }
}
