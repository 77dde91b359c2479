package dev.signalbox.cli;

import dev.signalbox.cli.bench.GpuBench;
import dev.signalbox.cli.bench.LlamaServer;
import dev.signalbox.cli.bench.MoeBench;
import dev.signalbox.cli.bench.MoeChecks;
import dev.signalbox.cli.bench.RandomMoe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb that measures local sparse models. */
@Command(
        name = "moe",
        description = {
            "Serve a sparse model with random weights, made for the purpose, and print tokens per second of prompts and",
            "replies at several numbers of requests at once, against the plain Java binding of the same library under the",
            "same loads; then what the shipped experts take, what a token costs beyond the library, and whether requests,",
            "some of them cancelled, leave memory behind. Needs no running service."
        })
final class BenchMoe implements Callable<Integer> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,4})([MG])");
    private static final int MILLION = 1_000_000;

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "20M",
            description = "Parameters of the model, such as 500M or 1G (default: 20M).")
    private String size = "20M";

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Of whoever serves (default: 1).")
    private int threads = 1;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "Requests at once (default: 1,2,4,8).")
    private List<Integer> askers = List.of(1, 2, 4, 8);

    @Option(names = "--prompt", paramLabel = "N", defaultValue = "128", description = "Tokens (default: 128).")
    private int prompt = 128;

    @Option(names = "--reply", paramLabel = "N", defaultValue = "64", description = "Tokens (default: 64).")
    private int reply = 64;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Medians count (default: 3).")
    private int rounds = 3;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Of the check for leaks (default: 1000).")
    private int requests = 1000;

    @Option(
            names = "--llama-server",
            paramLabel = "PATH",
            description = "Also put the loads on this build of llama.cpp's own server.")
    private @Nullable Path llamaServer;

    @Option(names = "--gpu", description = "Only what GPUs change: speed by placement, and memory against the plan.")
    private boolean gpu;

    @Option(
            names = "--kill",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "Instead kill the worker of a local model so often, in a service under load, and say what became of",
                "requests and records."
            })
    private int kills;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
    private @Nullable Path json;

    @Option(names = "--here", hidden = true, description = "In this very JVM.")
    private boolean here;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;
    private final App app;

    BenchMoe(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        if (kills > 0) {
            return kill();
        }
        return here ? measure() : measureAsTheServiceRuns();
    }

    private void check() {
        if (!SIZE.matcher(size).matches()) {
            throw VerbException.failed("--size: " + size + ", expected a number and M or G, such as 500M");
        }
        if (askers.stream().anyMatch(each -> each < 1)
                || prompt < 8
                || reply < 2
                || rounds < 1
                || requests < 10
                || kills < 0) {
            throw VerbException.failed(
                    "--at-once, --prompt, --reply, --rounds, --requests, --kill: expected at least 1, 8, 2, 1, 10, 0");
        }
        if (llamaServer != null && !(Files.isRegularFile(llamaServer) && Files.isExecutable(llamaServer))) {
            throw VerbException.failed("--llama-server: " + llamaServer + ", expected a file that can be run");
        }
        if (prompt + reply > RandomMoe.CONTEXT / 2) {
            throw VerbException.failed("--prompt and --reply: " + (prompt + reply) + " together, expected at most "
                    + RandomMoe.CONTEXT / 2);
        }
    }

    private int kill() throws IOException, InterruptedException {
        terminal.status("starting a service");
        var model = RandomMoe.write(folder().resolve("random-" + size + ".gguf"), RandomMoe.Shape.of(parameters()));
        try (var lab = WorkerKills.open(app, terminal, model)) {
            terminal.status("killing its worker");
            var tally = lab.run(kills);
            terminal.line(tally.words());
            if (json != null) {
                Files.writeString(json, tally.json().toPrettyString() + "\n");
            }
            return tally.isGood() ? 0 : VerbException.FAILED;
        }
    }

    private Path folder() {
        return place.home().folder().toAbsolutePath().normalize().resolve("bench");
    }

    /** The command line's own JVM is set to start fast, not to run fast. */
    private int measureAsTheServiceRuns() throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("bench", "moe", "--here", "--size", size));
        arguments.addAll(List.of("--threads", "" + threads, "--prompt", "" + prompt, "--reply", "" + reply));
        arguments.addAll(List.of("--rounds", "" + rounds, "--requests", "" + requests));
        arguments.addAll(List.of("--home", place.home().folder().toString()));
        if (gpu) {
            arguments.add("--gpu");
        }
        if (llamaServer != null) {
            arguments.addAll(List.of("--llama-server", llamaServer.toString()));
        }
        askers.forEach(each -> arguments.addAll(List.of("--at-once", "" + each)));
        if (json != null) {
            arguments.addAll(List.of("--json", json.toString()));
        }
        return new ProcessBuilder(app.verbAsServiceCommand(arguments))
                .inheritIO()
                .start()
                .waitFor();
    }

    private int measure() throws IOException, InterruptedException {
        var folder = folder();
        var shape = RandomMoe.Shape.of(parameters());
        terminal.status("writing a model");
        var model = RandomMoe.write(folder.resolve("random-" + size + ".gguf"), shape);
        if (gpu) {
            terminal.status("serving it from different places");
            terminal.line(GpuReport.markdown(words(shape), new GpuBench(folder, prompt, reply).measure(model)));
            return 0;
        }
        var terms = new MoeBench.Terms(askers.stream().sorted().toList(), prompt, reply, rounds, threads);
        var rows = new MoeBench(terms, folder, terminal::status, rival()).measure(model);
        var checks = new MoeChecks(folder);
        terminal.status("loading the shipped experts");
        var shipped = checks.shipped();
        terminal.status("timing a token");
        var cost = checks.tokenCost(model, 4 * reply, rounds);
        terminal.status("timing telemetry");
        var telemetry = checks.telemetryCost(model, 20 * rounds);
        terminal.status("looking for leaks");
        var leaks = List.of(
                checks.leak("sums", requests, false), checks.leak("sums", requests, true), checks.soak(requests));
        var report = new MoeReport(words(shape), rows, shipped, new MoeReport.Costs(cost, telemetry), leaks);
        terminal.line(report.markdown());
        if (json != null) {
            Files.writeString(json, report.json().toPrettyString() + "\n");
        }
        return 0;
    }

    private Optional<LlamaServer.Binary> rival() throws IOException {
        return llamaServer == null
                ? Optional.empty()
                : Optional.of(new LlamaServer.Binary(llamaServer.toAbsolutePath(), Rehearse.freePort()));
    }

    private long parameters() {
        var parts = SIZE.matcher(size);
        if (!parts.matches()) {
            throw new IllegalStateException(size);
        }
        return Long.parseLong(parts.group(1)) * MILLION * (parts.group(2).equals("G") ? 1000 : 1);
    }

    private String words(RandomMoe.Shape shape) {
        return String.format(
                Locale.ROOT,
                "%d million parameters of which %d are active, Q8_0, %d thread%s",
                shape.parameters() / MILLION,
                shape.activeParameters() / MILLION,
                threads,
                threads == 1 ? "" : "s");
    }
}
