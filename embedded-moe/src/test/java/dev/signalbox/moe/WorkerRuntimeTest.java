package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.Sampling;
import dev.signalbox.moe.worker.Supervisor;
import dev.signalbox.moe.worker.WorkerStatus.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A worker is broken in every way at hand; its running reply fails, and the next one is answered. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
final class WorkerRuntimeTest {

    private static final int CONTEXT = 4096;
    private static final int LONG = 4000;

    /** Impatient with silence, and quick to give up and to try again. */
    private static final Supervisor.Terms TERMS = new Supervisor.Terms(
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofMillis(1500),
            2,
            Duration.ofMillis(20),
            Duration.ofMillis(100));

    private static final Call CALL = new Call(Call.Timeouts.DEFAULT, new Cancellation());

    @TempDir
    static Path home;

    private static Path library;
    private static Path endless;

    private WorkerRuntime runtime;

    @BeforeAll
    static void write() throws IOException {
        library = NativeLibrary.bundled(home.resolve("native"));
        int a = TinyModel.token('a');
        int b = TinyModel.token('b');
        endless =
                TinyModel.scripted(home.resolve("endless.gguf"), Map.of(TinyModel.token('>'), a, a, b, b, a), CONTEXT);
    }

    @AfterEach
    void close() {
        if (runtime != null) {
            runtime.close();
        }
    }

    private static LocalRuntime.Shape shape(Path model) {
        return new LocalRuntime.Shape(
                model, 1, 1, 1, CONTEXT, null, Placement.DEFAULT, RuntimeKind.WORKER, GateUse.NONE);
    }

    private WorkerRuntime open(Path model) throws IOException {
        runtime = WorkerRuntime.open(
                new WorkerMain.Settings(library, shape(model), 0, WorkerRuntime.STEP), TERMS, new AdapterTally());
        return runtime;
    }

    private Reply ask(int tokens, Runnable first) {
        var order = new Generation.Order(tokens, Sampling.GREEDY, List.of(), null, null, Adapters.NONE);
        var generation = new Generation(runtime.tokenize(Prompt.of("q\n>")), order);
        var sink = new ReplySink() {
            private boolean begun;

            @Override
            public void text(String delta) {
                if (!begun) {
                    begun = true;
                    first.run();
                }
            }

            @Override
            public void event(ByteBuffer event) {
                throw new AssertionError("no wire format");
            }
        };
        return new Conversation(generation, true, sink, CALL, System.nanoTime()).hold(runtime);
    }

    private long pid() {
        return runtime.status().pid();
    }

    private void kill() {
        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
    }

    private void stop() {
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(pid())).start().waitFor();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertUnavailable(Reply reply) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Failure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.UNAVAILABLE));
    }

    /** However busy the machine is. */
    private void awaitAnotherThan(long before) {
        while (pid() == before || runtime.status().state() != State.READY) {
            try {
                runtime.await(CALL);
            } catch (RejectedExecutionException _) {
                Thread.yield();
            }
        }
    }

    private void assertAnswersAfter(long before) {
        awaitAnotherThan(before);
        assertThat(ask(3, () -> {})).isInstanceOf(Reply.Answer.class);
        assertThat(runtime.status().state()).isEqualTo(State.READY);
    }

    @Test
    void start_workerKilledWhileItStreams_replyFailsAndTheNextIsAnswered() throws IOException {
        open(endless);
        for (int i = 1; i <= 2; i++) {
            long before = pid();
            var reply = ask(LONG, this::kill);
            assertUnavailable(reply);
            assertThat(reply.usage().exact()).isFalse();
            assertThat(reply.usage().completionTokens()).isPositive();
            assertAnswersAfter(before);
            assertThat(runtime.status().restarts()).isEqualTo(i);
        }
    }

    @Test
    void start_workerHangs_isFoundOutAndReplaced() throws IOException {
        open(endless);
        long before = pid();
        assertUnavailable(ask(LONG, this::stop));
        assertAnswersAfter(before);
        assertThat(runtime.status().restarts()).isEqualTo(1);
    }

    @Test
    void open_modelThatAbortsTheWorker_isOutOfServiceUntilALaterTry() throws IOException {
        var model = Files.copy(endless, home.resolve("aborting.gguf"));
        var entries = new LinkedHashMap<>(GgufHeader.read(endless).metadata());
        entries.put("llama.expert_used_count", GgufValue.uint32(5));
        GgufWriter.write(model, entries, new LinkedHashMap<>());
        open(model);
        assertThat(runtime.status().state()).isEqualTo(State.DOWN);
        assertThatThrownBy(() -> runtime.tokenize(Prompt.of("q")))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("times in a row: it was ended by signal 6 (SIGABRT); next try in PT");
        Files.copy(endless, model, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertAnswersAfter(0);
    }

    @Test
    void open_modelThatIsRefused_saysWhatLlamaSaid() throws IOException {
        var text = Files.readString(endless, StandardCharsets.ISO_8859_1).replace("blk.0.attn_q", "blk.0.attn_z");
        var broken = Files.writeString(home.resolve("broken.gguf"), text, StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> open(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.gguf: llama.cpp cannot load this model: ")
                .hasMessageContaining("blk.0.attn_q");
    }

    /** To the last bit of every logarithm. */
    @Test
    void start_everyOption_sameAsInThisProcess() throws IOException, InterruptedException {
        var model = TinyModel.random(home.resolve("random.gguf"), 42, CONTEXT);
        open(model);
        try (var here = LocalRuntime.open(
                LlamaLibrary.load(library), shape(model), loader -> new AdapterPool(loader, 0, new AdapterTally()))) {
            for (int i = 0; i < 12; i++) {
                var order = order(i);
                assertThat(events(runtime, order)).isEqualTo(events(here, order));
            }
        }
        assertThat(runtime.vocabularySize()).isEqualTo(354);
    }

    private static Generation.Order order(int index) {
        var shaping = new Sampling.Shaping(
                index % 2, 0.5, 1.1, 30 + index, 0.001 * index, Map.of(TinyModel.token('x'), 0.5 * index));
        return new Generation.Order(
                20 + index,
                new Sampling(index % 4, 0.9, index * 1_000_000_007, shaping),
                List.of("" + (char) ('a' + index)),
                index % 3 == 0 ? SchemaGrammar.anyObject() : null,
                index % 2 == 0 ? index : null,
                Adapters.NONE);
    }

    private static List<Generation.Event> events(ExpertRuntime runtime, Generation.Order order)
            throws InterruptedException {
        runtime.check(order);
        var generation = new Generation(runtime.tokenize(Prompt.of("some question\n>")), order);
        runtime.start(generation);
        var events = new ArrayList<Generation.Event>();
        while (events.isEmpty() || !(events.getLast() instanceof Generation.Done)) {
            events.add(generation.await(Duration.ofSeconds(30)).orElseThrow());
        }
        return events;
    }

    @Test
    void close_whileItStreams_endsTheReplyExactlyAndTheProcess() throws IOException, InterruptedException {
        open(endless);
        var process = ProcessHandle.of(pid()).orElseThrow();
        var reply = ask(LONG, () -> Thread.ofVirtual().start(runtime::close));
        assertUnavailable(reply);
        assertThat(reply.usage().exact()).isTrue();
        assertThat(reply.usage().completionTokens()).isPositive();
        assertThat(process.onExit().orTimeout(10, TimeUnit.SECONDS).join().isAlive())
                .isFalse();
        assertThatThrownBy(() -> runtime.tokenize(Prompt.of("q"))).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void main_parentEnds_itEnds() throws IOException, InterruptedException {
        var process = new ProcessBuilder(WorkerCommand.of()).start();
        var out = process.getOutputStream();
        out.write("{\"token\":\"t\",\"settings\":\"{}\"}\n".getBytes(StandardCharsets.UTF_8));
        out.close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void open_process_showsNoTokenAndKnowsNoneOfOurSecrets() throws IOException {
        open(endless);
        var proc = Path.of("/proc", Long.toString(pid()));
        assertThat(Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1))
                .doesNotContain("HOME=")
                .doesNotContain("USER=");
        assertThat(Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1))
                .doesNotContain("token");
    }
}
