package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.experts.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that never ends its reply, with one slot: who waits, who is stopped, and that the slot is free afterwards. */
@Timeout(30)
class EndlessModelTest {

    private static final int CONTEXT = 16_384;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(60);

    @TempDir
    static Path home;

    /** Where the model is computed. */
    RuntimeKind runtime() {
        return RuntimeKind.IN_PROCESS;
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Cancellation occupation = new Cancellation();
    private Expert expert;

    @BeforeEach
    void open() throws IOException {
        var next = Map.of(
                TinyModel.token('>'), TinyModel.token('a'),
                TinyModel.token('a'), TinyModel.token('b'),
                TinyModel.token('b'), TinyModel.token('a'),
                TinyModel.token('='), TinyModel.token('1'),
                TinyModel.token('1'), TinyModel.END);
        var file = TinyModel.scripted(home.resolve("endless.gguf"), next, CONTEXT);
        var provider = new LocalProvider(home.resolve("models"), new SplittableRandom(1));
        expert = provider.open(
                Ask.card("local/endless", CONTEXT, CONTEXT),
                LocalProvider.Config.of(file.toString())
                        .slots(1)
                        .runtime(runtime())
                        .config());
    }

    @AfterEach
    void close() {
        occupation.cancel();
        threads.close();
        expert.close();
    }

    /** Takes the only slot until {@link #occupation} is cancelled. */
    private Future<Ask.Heard> occupy() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var occupant = threads.submit(() -> Ask.of("q")
                .streaming(_ -> begun.countDown())
                .cancelledBy(occupation)
                .hear(expert));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return occupant;
    }

    @Test
    void ask_cancelledWhileStreaming_stopsAndFreesTheSlot() {
        for (int i = 0; i < 5; i++) {
            var cancellation = new Cancellation();
            var heard = Ask.of("q")
                    .streaming(_ -> cancellation.cancel())
                    .cancelledBy(cancellation)
                    .hear(expert);
            assertThat(heard.failure().kind()).isEqualTo(Kind.CANCELLED);
            assertThat(heard.failure().usage().exact()).isTrue();
            assertThat(heard.failure().usage().completionTokens()).isBetween(1L, CONTEXT / 4L);
            assertAnswersSoon();
        }
    }

    @Test
    void ask_slotTaken_waitsNoLongerThanForAFirstToken() throws Exception {
        var occupant = occupy();
        var failure = Ask.of("q").timeouts(SHORT, LONG).hear(expert).failure();
        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure.message()).contains("no token within PT0.06S");
        assertThat(failure.usage()).isEqualTo(Usage.NONE);
        assertThat(occupant).isNotDone();
        occupation.cancel();
        assertThat(occupant.get().failure().kind()).isEqualTo(Kind.CANCELLED);
        assertAnswersSoon();
    }

    @Test
    void ask_cancelledWhileWaiting_returnsAtOnceForNothing() throws Exception {
        var occupant = occupy();
        var cancellation = new Cancellation();
        var waiting = threads.submit(() -> Ask.of("q").cancelledBy(cancellation).hear(expert));
        cancellation.cancel();
        var failure = waiting.get(5, TimeUnit.SECONDS).failure();
        assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
        assertThat(failure.usage()).isEqualTo(Usage.NONE);
        assertThat(occupant).isNotDone();
    }

    @Test
    void ask_totalRunsOut_timedOutAndBilled() {
        var failure = Ask.of("q")
                .streaming()
                .timeouts(LONG, Duration.ofMillis(500))
                .hear(expert)
                .failure();
        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure.message()).contains("did not finish within PT0.5S");
        assertThat(failure.usage().completionTokens()).isPositive();
        assertThat(failure.usage().exact()).isTrue();
        assertAnswersSoon();
    }

    @Test
    void close_whileRunningAndWaiting_endsBothAndUnloads() throws Exception {
        var running = occupy();
        var waiting = threads.submit(() -> Ask.of("q").hear(expert));
        expert.close();
        assertThat(running.get(5, TimeUnit.SECONDS).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(waiting.get(5, TimeUnit.SECONDS).failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void ask_slowSink_doesNotHoldTheSlot() throws Exception {
        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = threads.submit(() -> Ask.of("q")
                .atMost(5)
                .streaming(_ -> {
                    reading.countDown();
                    awaitQuietly(goOn);
                })
                .hear(expert));
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        assertAnswersSoon();
        goOn.countDown();
        assertThat(slow.get().text()).isEqualTo("ababa");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertAnswersSoon() {
        var heard = Ask.of("q")
                .effort(Effort.LOW)
                .timeouts(Duration.ofSeconds(5), LONG)
                .hear(expert);
        assertThat(heard.answer().content()).isEqualTo(new Reply.Text("1"));
    }

    @Test
    void slots_anytime_neverKeepTheProcessAlive() throws InterruptedException, ExecutionException {
        occupy();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("lane-endless")))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
