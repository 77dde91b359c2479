package dev.signalbox.cli.bench;

import static java.util.Objects.requireNonNull;

import dev.signalbox.cli.bench.MoeLoad.Pace;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Puts the same loads on a model that we serve, with replies together and apart, on the plain binding in a process of its
 * own, and on llama.cpp's server where there is one; by turns, each time another one first, so that what else runs on the
 * machine meets all of them alike.
 */
public final class MoeBench {

    private final Terms terms;
    private final Path folder;
    private final Consumer<String> status;
    private final Optional<LlamaServer.Binary> rival;
    private long seed;

    /**
     * @param folder for the native library, private to this installation
     * @param rival llama.cpp's server, if that is measured too
     */
    public MoeBench(Terms terms, Path folder, Consumer<String> status, Optional<LlamaServer.Binary> rival) {
        this.rival = rival;
        this.terms = terms;
        this.folder = folder;
        this.status = status;
    }

    /**
     * What is measured.
     *
     * @param askers numbers of requests at once, ascending
     * @param prompt tokens of a prompt where reading is measured
     * @param reply tokens of a reply where writing is measured
     * @param rounds of which the medians count
     * @param threads of whoever serves; with replies apart, of each of them
     */
    public record Terms(List<Integer> askers, int prompt, int reply, int rounds, int threads) {

        /** Tokens of a prompt where writing is measured. */
        private static final int SHORT = 8;

        public Terms {
            askers = List.copyOf(askers);
        }

        int mostAskers() {
            return Collections.max(askers);
        }

        int context() {
            return prompt + reply + SHORT;
        }

        MoeLoad load(Phase phase, int count) {
            int asks = Math.max(1, Math.ceilDiv(mostAskers(), 2 * count));
            return phase == Phase.PROMPT ? new MoeLoad(count, asks, prompt, 1) : new MoeLoad(count, asks, SHORT, reply);
        }
    }

    /** What the tokens counted are. */
    public enum Phase {
        PROMPT,
        REPLY;

        private double tokens(MoeLoad load) {
            return (double) load.askers() * load.asks() * (this == PROMPT ? load.prompt() : load.reply());
        }
    }

    /** Who serves. */
    public enum Server {
        TOGETHER,
        APART,
        BINDING,
        /** If it is there. */
        LLAMA_SERVER
    }

    /** Medians. */
    public record Speed(double tokensPerSecond, double tokensPerCpuSecond, double firstTokenMillis) {}

    /** One load on all servers that were there. */
    public record Row(Phase phase, int askers, Map<Server, Speed> speeds) {}

    /** Measures on {@code model}. */
    public List<Row> measure(Path model) throws IOException, InterruptedException {
        try (var together = open(model, true);
                var apart = open(model, false);
                var binding = BindingProcess.start(
                        terms,
                        model,
                        requireNonNull(
                                NativeLibrary.bundled(folder.resolve("native")).getParent()))) {
            var runs = new EnumMap<Server, Run>(Map.of(
                    Server.TOGETHER, (load, seed) -> load.on(together, seed),
                    Server.APART, (load, seed) -> load.on(apart, seed),
                    Server.BINDING, binding::under));
            if (rival.isEmpty()) {
                return rows(runs);
            }
            try (var server = LlamaServer.start(rival.get(), terms, model)) {
                runs.put(Server.LLAMA_SERVER, server::under);
                return rows(runs);
            }
        }
    }

    private List<Row> rows(Map<Server, Run> runs) throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        for (var phase : Phase.values()) {
            for (int count : terms.askers()) {
                status.accept(
                        "measuring " + phase.name().toLowerCase(Locale.ROOT) + " tokens with " + count + " at once");
                rows.add(row(runs, phase, count));
            }
        }
        return rows;
    }

    private LocalServer open(Path model, boolean together) {
        var config = LocalProvider.Config.of(model.toString())
                .slots(terms.mostAskers())
                .threads(terms.threads())
                .together(together)
                .config();
        return new LocalServer(folder, config, terms.context());
    }

    /** Puts a load on somebody. */
    @FunctionalInterface
    private interface Run {
        Pace under(MoeLoad load, long seed) throws IOException, InterruptedException;
    }

    private Row row(Map<Server, Run> runs, Phase phase, int count) throws IOException, InterruptedException {
        var load = terms.load(phase, count);
        var paces = new EnumMap<Server, List<Pace>>(Server.class);
        var order = new ArrayList<>(runs.entrySet());
        for (int round = 0; round < terms.rounds(); round++) {
            for (var run : order) {
                var pace = run.getValue().under(load, ++seed);
                paces.computeIfAbsent(run.getKey(), _ -> new ArrayList<>()).add(pace);
            }
            Collections.rotate(order, 1);
        }
        double tokens = phase.tokens(load);
        var speeds = new EnumMap<Server, Speed>(Server.class);
        paces.forEach((server, all) -> speeds.put(
                server,
                new Speed(
                        tokens * 1e9 / median(all, Pace::nanos),
                        tokens * 1e9 / median(all, Pace::cpuNanos),
                        median(all, Pace::firstTokenNanos) / 1e6)));
        return new Row(phase, count, speeds);
    }

    private static double median(List<Pace> paces, ToDoubleFunction<Pace> value) {
        var sorted = paces.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
