package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.LlamaAdapter;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapter whose file takes long to load: who waits for it, and who does not. */
@Timeout(60)
final class SlowAdapterTest {

    private static final int CONTEXT = 16_384;
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    private static LlamaLibrary library;
    private static Path model;
    private static AdapterFile quick;
    private static AdapterFile slow;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeAll
    static void write() throws IOException {
        library = NativeLibrary.load(home.resolve("native"));
        int a = TinyModel.token('a');
        model = TinyModel.scripted(home.resolve("endless.gguf"), Map.of(TinyModel.token('>'), a, a, a), CONTEXT);
        quick = AdapterFile.read(adapter().write(home.resolve("quick.gguf")));
        slow = AdapterFile.read(adapter().write(home.resolve("slow.gguf")));
    }

    private static TinyAdapter adapter() {
        long width = 384;
        return TinyAdapter.empty().pair("blk.0.attn_q.weight", List.of(width, 2L), List.of(2L, width));
    }

    @AfterEach
    void let() {
        goOn.countDown();
    }

    private LocalRuntime open(int lanes, int seats, long room) throws IOException {
        var shape = new LocalRuntime.Shape(
                model, lanes, seats, 1, CONTEXT, null, Placement.DEFAULT, RuntimeKind.IN_PROCESS, GateUse.NONE);
        return LocalRuntime.open(
                library, shape, loader -> new AdapterPool(file -> delayed(loader, file), room, new AdapterTally()));
    }

    private LlamaAdapter delayed(AdapterPool.Loader loader, AdapterFile file) throws IOException {
        if (file.equals(slow)) {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException(e.getMessage());
            }
        }
        return loader.load(file);
    }

    private static Generation start(LocalRuntime runtime, int tokens, AdapterFile... under) {
        var parts =
                List.of(under).stream().map(file -> new Adapters.Part(file, 1)).toList();
        var order = new Generation.Order(tokens, Sampling.GREEDY, List.of(), null, null, new Adapters(parts));
        var generation = new Generation(runtime.tokenize(Prompt.of("q\n>")), order);
        runtime.start(generation);
        return generation;
    }

    private static End end(Generation generation) throws InterruptedException {
        while (true) {
            if (generation.await(LONG).orElseThrow() instanceof Done done) {
                return done.end();
            }
        }
    }

    /** The room for it is made by the reply that leaves, on the lane's thread. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void start_whileAnAdapterIsLoaded_othersComeAndGo(int seats) throws Exception {
        try (var runtime = open(1, seats, quick.bytes())) {
            var leaving = start(runtime, 300, quick);
            var waiting = start(runtime, 3, slow);
            assertThat(end(leaving)).isEqualTo(End.LENGTH);
            begun.await();
            assertThat(end(start(runtime, 3))).isEqualTo(End.LENGTH);
            goOn.countDown();
            assertThat(end(waiting)).isEqualTo(End.LENGTH);
        }
    }

    @Test
    void start_adapterComesLateAndTheLaneIsBusy_anotherLaneOpens() throws Exception {
        try (var runtime = open(2, 1, 2 * slow.bytes())) {
            var occupant = start(runtime, CONTEXT - 10);
            var late = start(runtime, 3, slow);
            begun.await();
            goOn.countDown();
            assertThat(end(late)).isEqualTo(End.LENGTH);
            assertThat(occupant.isCancelled()).isFalse();
            occupant.cancel();
            assertThat(end(occupant)).isEqualTo(End.CANCELLED);
        }
    }

    @Test
    void cancel_whileItsAdapterIsLoaded_endsAtOnce() throws Exception {
        try (var runtime = open(1, 1, slow.bytes())) {
            var order = new Generation.Order(
                    3, Sampling.GREEDY, List.of(), null, null, new Adapters(List.of(new Adapters.Part(slow, 1))));
            var generation = new Generation(runtime.tokenize(Prompt.of("q")), order);
            var stop = runtime.start(generation);
            begun.await();
            stop.run();
            assertThat(end(generation)).isEqualTo(End.CANCELLED);
            goOn.countDown();
        }
    }

    @Test
    void close_whileAnAdapterIsLoaded_waitsForItAndDismisses() throws Exception {
        var runtime = open(1, 1, slow.bytes());
        var waiting = start(runtime, 3, slow);
        begun.await();
        var closing = Thread.startVirtualThread(runtime::close);
        assertThat(end(waiting)).isEqualTo(End.CANCELLED);
        assertThat(runtime.isOpen()).isFalse();
        assertThat(closing.isAlive()).isTrue();
        goOn.countDown();
        assertThat(closing.join(LONG)).isTrue();
    }
}
