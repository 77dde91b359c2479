package dev.signalbox.cli.bench;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply;
import dev.signalbox.moe.BundledModels;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.NativeLibrary;
import dev.signalbox.moe.RuntimeKind;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Measures what is not throughput: loading, memory, leaks, and what a token costs beyond the library. */
public final class MoeChecks {

    private static final int SLOTS = 4;
    private static final int CONTEXT = 512;
    private static final int WARM = 100;
    private static final String QUESTION = "What is 17 + 25?";

    private final Path folder;

    /** @param folder for the native library and bundled models, private to this installation */
    public MoeChecks(Path folder) {
        this.folder = folder;
    }

    /**
     * What a shipped model takes.
     *
     * @param loadMillis until it is open; the native library was loaded before
     * @param firstReplyMillis of the first reply, whole
     * @param memoryMib that the process grew by, with one reply's slot open
     */
    public record Shipped(String model, double loadMillis, double firstReplyMillis, double memoryMib) {}

    public List<Shipped> shipped() throws IOException {
        try (var _ = open("sums", SLOTS, false)) {
            var all = new ArrayList<Shipped>();
            for (var model : BundledModels.names()) {
                long before = ResidentMemory.anonymousKib().orElse(0);
                long begun = System.nanoTime();
                try (var server = open(model, 1, false)) {
                    long loaded = System.nanoTime();
                    server.ask(QUESTION, CONTEXT / 2, () -> {}, new Cancellation());
                    long replied = System.nanoTime();
                    double grown = (ResidentMemory.anonymousKib().orElse(0) - before) / 1024.0;
                    all.add(new Shipped(model, (loaded - begun) / 1e6, (replied - loaded) / 1e6, grown));
                }
            }
            return all;
        }
    }

    private LocalServer open(String model, int slots, boolean together) {
        return new LocalServer(
                folder,
                LocalProvider.Config.of(model)
                        .slots(slots)
                        .threads(1)
                        .together(together)
                        .config(),
                CONTEXT);
    }

    /**
     * How many requests went, and what they left.
     *
     * @param beforeKib memory of the process after the first tenth
     * @param afterKib after all of them
     */
    public record Leak(int requests, int answered, int cancelled, int failed, long beforeKib, long afterKib) {}

    /** Requests of all kinds, every tenth cancelled, eight at once; then every slot must still answer. */
    public Leak leak(String model, int requests, boolean together) throws IOException, InterruptedException {
        try (var server = open(model, SLOTS, together)) {
            ask(server, WARM);
            System.gc();
            long before = ResidentMemory.anonymousKib().orElse(0);
            var replies = ask(server, requests);
            var last = ask(server, 2 * SLOTS);
            System.gc();
            long after = ResidentMemory.anonymousKib().orElse(0);
            int answered = (int)
                    replies.stream().filter(Reply.Answer.class::isInstance).count();
            int cancelled =
                    (int) replies.stream().filter(MoeChecks::isCancelled).count();
            if (last.stream().anyMatch(reply -> !(reply instanceof Reply.Answer) && !isCancelled(reply))) {
                throw new IllegalStateException("a slot is stuck: " + last);
            }
            return new Leak(requests, answered, cancelled, requests - answered - cancelled, before, after);
        }
    }

    static boolean isCancelled(Reply reply) {
        return reply instanceof Reply.Failure failure && failure.kind() == Reply.Failure.Kind.CANCELLED;
    }

    /** The same for all shipped models at once, with room for half of them. */
    public Leak soak(int requests) throws IOException, InterruptedException {
        return new MoeSoak(folder, requests).run();
    }

    private static List<Reply> ask(LocalServer server, int requests) throws InterruptedException {
        return Crowd.ask(2 * SLOTS, requests, index -> one(server, index));
    }

    private static Reply one(LocalServer server, int index) {
        var random = new SplittableRandom(index);
        var question = QUESTION.repeat(random.nextInt(1, 12));
        var cancellation = new Cancellation();
        Runnable first = index % 10 == 0 ? cancellation::cancel : () -> {};
        return server.ask(question, random.nextInt(1, 80), first, cancellation);
    }

    /**
     * What one token of one reply costs, in microseconds.
     *
     * @param library decoding and drawing alone
     * @param ours the same through an expert that streams
     * @param worker the same through an expert whose model is in a worker
     */
    public record TokenCost(double library, double ours, double worker) {}

    /** Medians over {@code rounds}, by turns. */
    public TokenCost tokenCost(Path model, int tokens, int rounds) throws IOException, InterruptedException {
        try (var here = single(model, tokens, RuntimeKind.IN_PROCESS);
                var there = single(model, tokens, RuntimeKind.WORKER)) {
            var library = LlamaLibrary.load(NativeLibrary.file(folder.resolve("native")));
            var bare = new double[rounds];
            var ours = new double[rounds];
            var worker = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                bare[round] = bare(library, model, tokens);
                ours[round] = micros(here, tokens, 2L * round);
                worker[round] = micros(there, tokens, 2L * round);
            }
            return new TokenCost(median(bare), median(ours), median(worker));
        }
    }

    private LocalServer single(Path model, int tokens, RuntimeKind runtime) {
        var config = LocalProvider.Config.of(model.toString())
                .slots(1)
                .threads(1)
                .together(false)
                .runtime(runtime)
                .config();
        return new LocalServer(folder, config, tokens + WARM);
    }

    /** Of one token but the first. */
    private static double micros(LocalServer server, int tokens, long seed) throws InterruptedException {
        long many = new MoeLoad(1, 1, WARM / 2, tokens).on(server, seed).nanos();
        long one = new MoeLoad(1, 1, WARM / 2, 1).on(server, seed + 1).nanos();
        return (many - one) / 1e3 / (tokens - 1);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Of watching the choice of experts. */
    public TelemetryCost telemetryCost(Path model, int blocks) throws InterruptedException {
        return TelemetryCost.measure(folder, model, blocks);
    }

    private static double bare(LlamaLibrary library, Path file, int tokens) {
        try (var model = library.open(file);
                var context = model.context(new LlamaContext.Size(tokens + WARM, 1, WARM, 1));
                var sampler = model.sampler(Sampling.GREEDY, 1, null);
                var batch = new LlamaBatch(WARM)) {
            int[] prompt = model.tokenize("x".repeat(WARM / 2 - 1));
            for (int i = 0; i < prompt.length; i++) {
                batch.add(prompt[i], i, 0, i == prompt.length - 1);
            }
            context.decode(batch);
            int token = context.draw(sampler, batch.size() - 1);
            long begun = System.nanoTime();
            for (int i = 0; i < tokens - 1; i++) {
                batch.clear();
                batch.add(token, prompt.length + i, 0, true);
                context.decode(batch);
                token = context.draw(sampler, 0);
            }
            return (System.nanoTime() - begun) / 1e3 / (tokens - 1);
        }
    }
}
