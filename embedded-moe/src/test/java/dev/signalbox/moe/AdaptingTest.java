package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.Likelihood;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads and lanes that come and go with the load, which nobody must see in a reply. */
@Timeout(60)
final class AdaptingTest {

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    static LlamaLibrary library;
    static Path model;

    @BeforeAll
    static void load() throws IOException {
        library = NativeLibrary.load(home.resolve("models").resolve("native"));
        model = TinyModel.random(home.resolve("adapting.gguf"), 8, 256);
    }

    /** To the last bit of every logarithm. Few tokens: threads that lack a core wait for one another in loops. */
    @Test
    void setThreads_betweenTokens_changesNothing() {
        assertThat(greedy(new int[] {1})).isEqualTo(greedy(new int[] {2, 1}));
    }

    private static List<Likelihood> greedy(int[] threads) {
        try (var opened = library.open(model);
                var context = opened.context(new LlamaContext.Size(256, 1, 64, 1));
                var sampler = opened.sampler(Sampling.GREEDY, 1, null);
                var batch = new LlamaBatch(64)) {
            int[] prompt = opened.tokenize("a prompt");
            for (int i = 0; i < prompt.length; i++) {
                batch.add(prompt[i], i, 0, i == prompt.length - 1);
            }
            context.setThreads(threads[0]);
            context.decode(batch);
            int token = context.draw(sampler, batch.size() - 1);
            var all = new ArrayList<Likelihood>(context.likelihoods(batch.size() - 1, token, 5));
            for (int i = 0; i < 3; i++) {
                context.setThreads(threads[i % threads.length]);
                batch.clear();
                batch.add(token, prompt.length + i, 0, true);
                context.decode(batch);
                token = context.draw(sampler, 0);
                all.addAll(context.likelihoods(0, token, 5));
            }
            return all;
        }
    }

    @Test
    void lanes_afterTheLoad_leaveAllButOneAndComeBack() throws Exception {
        var shape = new LocalRuntime.Shape(
                model, 4, 1, 1, 256, null, Placement.DEFAULT, RuntimeKind.IN_PROCESS, GateUse.NONE);
        var order = new Generation.Order(40, Sampling.GREEDY, List.of(), null, null, Adapters.NONE);
        try (var runtime = LocalRuntime.open(library, shape, pools(), AT_ONCE)) {
            for (int round = 0; round < 2; round++) {
                var all = new ArrayList<Generation>();
                for (int i = 0; i < 12; i++) {
                    var generation = new Generation(runtime.tokenize(Prompt.of("question " + i)), order);
                    runtime.start(generation);
                    all.add(generation);
                }
                for (var each : all) {
                    assertThat(end(each)).isIn(End.LENGTH, End.STOP);
                }
                awaitOneLane();
            }
        }
        assertThat(lanes()).isEmpty();
    }

    private static Function<AdapterPool.Loader, AdapterPool> pools() {
        return new AdapterShelf(home.resolve("adapters"), 1 << 20)::pool;
    }

    private static void awaitOneLane() throws InterruptedException {
        while (lanes().size() > 1) {
            for (var lane : lanes()) {
                lane.join(5);
            }
        }
    }

    private static Set<Thread> lanes() {
        var all = new HashSet<>(Thread.getAllStackTraces().keySet());
        all.removeIf(thread -> !thread.getName().startsWith("lane-adapting.gguf"));
        return all;
    }

    private static End end(Generation generation) throws InterruptedException {
        while (true) {
            if (generation.await(LONG).orElseThrow() instanceof Done done) {
                return done.end();
            }
        }
    }
}
