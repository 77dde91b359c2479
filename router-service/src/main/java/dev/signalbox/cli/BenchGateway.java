package dev.signalbox.cli;

import dev.signalbox.cli.bench.GatewayBench;
import dev.signalbox.cli.bench.Wrk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb that measures how fast requests pass through. */
@Command(
        name = "gateway",
        description = {
            "Requests per second and latency of the pass-through, with authentication, routing by the static scorer and",
            "recording on, beside direct access to the same upstream and an nginx proxy. Starts all of them itself, in",
            "a scratch folder. Needs wrk; takes nginx when it is there (apt install wrk nginx-light)."
        })
final class BenchGateway implements Callable<Integer> {

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "4",
            description = "Length of one measurement (default: 4).")
    private int seconds = 4;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "How often each (default: 3).")
    private int rounds = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "30",
            description = "Seconds of load for each kind of reply before anything is measured (default: 30).")
    private int warmUp = 30;

    @Option(names = "--quick", description = "One round of one second: whether it works, not how fast.")
    private boolean quick;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            defaultValue = "0",
            description = "Then keep 16 connections busy that long and report memory after each of them.")
    private int soakMinutes;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
    private @Nullable Path json;

    private final Terminal terminal;
    private final App app;

    BenchGateway(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Programs.find("wrk").isEmpty()) {
            throw VerbException.failed(
                    "bench gateway needs wrk: apt install wrk nginx-light (or brew install wrk nginx)");
        }
        try (var lab = GatewayLab.open(app, terminal)) {
            var bench = new GatewayBench(new Wrk(lab.folder()), lab.ways(), terminal::status);
            long idle = lab.residentMib();
            bench.warmUp(Duration.ofSeconds(quick ? 3 : warmUp));
            var figures = bench.measure(quick ? 1 : rounds, Duration.ofSeconds(quick ? 1 : seconds));
            var report = new GatewayReport(figures, lab.ways().size() == 3);
            terminal.line(report.markdown());
            terminal.line("");
            terminal.line(report.summary());
            var memory = memory(lab, bench, idle);
            if (json != null) {
                Files.writeString(json, report.json(memory).toPrettyString() + "\n");
            }
            return report.errors() == 0 ? 0 : VerbException.FAILED;
        }
    }

    private List<Long> memory(GatewayLab lab, GatewayBench bench, long idle) throws IOException, InterruptedException {
        long loaded = lab.residentMib();
        terminal.line("Resident memory: " + idle + " MiB idle, " + loaded + " MiB after the load.");
        if (soakMinutes == 0) {
            return List.of(idle, loaded);
        }
        var memory = new ArrayList<>(List.of(idle, loaded));
        for (int minute = 1; minute <= soakMinutes; minute++) {
            var load = bench.soak(Duration.ofMinutes(1));
            memory.add(lab.residentMib());
            terminal.line(String.format(
                    Locale.ROOT,
                    "Soak, minute %d: %d requests (%.0f/s), %d errors; %d MiB.",
                    minute,
                    load.requests(),
                    load.perSecond(),
                    load.errors(),
                    memory.getLast()));
        }
        return memory;
    }
}
