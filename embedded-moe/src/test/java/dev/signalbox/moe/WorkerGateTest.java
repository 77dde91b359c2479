package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.moe.gate.GateTally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is seen and changed of the gates of a model in a process of its own. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
final class WorkerGateTest {

    private static final int CONTEXT = 512;
    private static final String QUESTION = "what goes where, and who says so? ".repeat(5);

    @TempDir
    static Path home;

    private final LocalProvider here = provider();
    private final LocalProvider there = provider();
    private Path model;

    private static LocalProvider provider() {
        return new LocalProvider(home.resolve("models"), new SplittableRandom(1));
    }

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.random(home.resolve("gate.gguf"), 5, CONTEXT);
    }

    private Expert open(LocalProvider provider, RuntimeKind runtime, GateConfig gate, boolean together) {
        var config = LocalProvider.Config.of(model.toString())
                .slots(2)
                .together(together)
                .runtime(runtime)
                .gate(gate)
                .config();
        return provider.open(Ask.card("local/gate", CONTEXT, CONTEXT), config);
    }

    private static GateConfig gate(double telemetry) {
        var steered = new GateConfig.LayerSteering(List.of(2), List.of(), Map.of("1", 0.3));
        var only = new GateConfig.LayerSteering(List.of(), List.of(0, 3), Map.of());
        return new GateConfig(
                telemetry,
                new GateConfig.ByEffort(null, null, null),
                Map.of("some", Map.of("0", steered), "other", Map.of("0", steered, "1", only)));
    }

    private static List<Reply> talk(Expert expert) {
        var replies = new ArrayList<Reply>();
        for (var steering : new String[] {null, "some", "other", "some", null}) {
            for (var question : List.of("question 1", QUESTION, "b" + QUESTION)) {
                replies.add(Ask.of(question)
                        .atMost(20)
                        .logprobs(3)
                        .about(question.substring(0, 2), "en")
                        .steering(steering)
                        .hear(expert)
                        .reply());
            }
        }
        return replies;
    }

    private static GateTally tally(LocalProvider provider) {
        return provider.gates().get("gate");
    }

    private void assertSame(GateConfig gate, boolean together) {
        try (var in = open(here, RuntimeKind.IN_PROCESS, gate, together);
                var apart = open(there, RuntimeKind.WORKER, gate, together)) {
            var replies = talk(in);
            assertThat(talk(apart)).isEqualTo(replies);
            assertThat(replies.get(3)).as("steered").isNotEqualTo(replies.get(0));
        }
    }

    @Test
    void ask_watchedAndSteeredInAWorker_repliesAndFiguresAreThoseOfThisProcess() {
        assertSame(gate(0.7), false);
        assertThat(tally(there).figures())
                .usingRecursiveComparison()
                .isEqualTo(tally(here).figures());
        assertThat(tally(here).figures().replyTokens()).isPositive();
        var drained = tally(there).drain();
        assertThat(drained).usingRecursiveComparison().isEqualTo(tally(here).drain());
        assertThat(tally(there).drain()).as("told once").isEmpty();
    }

    @Test
    void ask_steeredButNotWatchedTogether_repliesAreThoseOfThisProcess() {
        assertSame(gate(0), true);
        assertThat(there.gates()).isEmpty();
    }

    @Test
    void ask_workerKilledWhileItWrites_whatItHadToldIsCountedOnce() throws IOException {
        model = TinyModel.random(home.resolve("gate.gguf"), 6, CONTEXT);
        try (var apart = open(there, RuntimeKind.WORKER, gate(1), false)) {
            var killed = new AtomicBoolean();
            var cut = Ask.of("a")
                    .atMost(400)
                    .streaming(_ -> {
                        if (killed.compareAndSet(false, true)) {
                            kill();
                        }
                    })
                    .hear(apart);
            assertThat(cut.reply()).isInstanceOf(Reply.Failure.class);
            long told = tally(there).figures().replyTokens();
            assertThat(told).isBetween(cut.reply().usage().completionTokens() - 1, 399L);
            var next = Ask.of("b").atMost(5).hear(apart);
            assertThat(tally(there).figures().replyTokens())
                    .isEqualTo(told + next.reply().usage().completionTokens() - 1);
        }
    }

    private void kill() {
        there.standings().stream()
                .map(LocalStanding::worker)
                .flatMap(Optional::stream)
                .forEach(worker -> ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly());
    }
}
