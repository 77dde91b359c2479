package dev.signalbox.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.openai.OpenAiProvider;
import dev.signalbox.learn.Attempt;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.testing.Chat;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The failure rules, over real connections to servers that fail on demand. */
final class FailureRulesTest {

    private static final String PAGE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final OutboundClient client = new OutboundClient();
    private final FaultServer bad = FaultServer.start();
    private final FaultServer good = FaultServer.start();
    private final CollectingSink sink = new CollectingSink();
    private final Stage stage = new Stage(new SystemTime());

    @AfterEach
    void stop() {
        client.close();
        bad.close();
        good.close();
    }

    static Stream<Arguments> failuresBeforeTheFirstToken() {
        return Stream.of(
                Arguments.of("500", Script.status(500, "oops"), Kind.UNAVAILABLE),
                Arguments.of("400", Script.status(400, Chat.error("no", "x", "y")), Kind.REJECTED),
                Arguments.of("401", Script.status(401, Chat.error("no", "x", "y")), Kind.UNAUTHORIZED),
                Arguments.of("429", Script.status(429, Chat.error("no", "x", "y"), "Retry-After: 60"), Kind.THROTTLED),
                Arguments.of("hang", Script.silence().hang(), Kind.TIMED_OUT),
                Arguments.of(
                        "hang after the role", Script.sse().events(Chat.role()).hang(), Kind.TIMED_OUT),
                Arguments.of(
                        "error event",
                        Script.sse().events(Chat.error("no", "x", "y")).end(),
                        Kind.UNAVAILABLE),
                Arguments.of("cut", Script.sse().events(Chat.role()).cut(), Kind.CUT),
                Arguments.of(
                        "end without a token", Script.sse().events(Chat.role()).end(), Kind.CUT),
                Arguments.of("a web page", Script.silence().raw(PAGE), Kind.CUT),
                Arguments.of("not JSON", Script.sse().events("{nope").end(), Kind.MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresBeforeTheFirstToken")
    void stream_failureBeforeTheFirstToken_fallsBack(String name, Script fault, Kind kind) {
        bad.always(fault);
        good.script(answer("good"));

        var execution =
                stage.with("bad", expert(bad.baseUrl()), calls(1, kind)).with("good", expert(good.baseUrl())).stream(
                        sink, "bad", "good");

        assertThat(execution.outcome().expert()).isEqualTo("good");
        assertThat(sink.text()).contains("good");
        assertThat(execution.outcome().attempts()).extracting(Attempt::failure).containsExactly(kind, null);
        assertThat(bad.received()).hasSize(1);
    }

    @Test
    void stream_connectionRefused_fallsBack() {
        good.script(answer("good"));

        var execution = stage
                .with("bad", expert(FaultServer.refusingUrl()), calls(2, Kind.UNAVAILABLE))
                .with("good", expert(good.baseUrl()))
                .stream(sink, "bad", "good");

        assertThat(execution.outcome().attempts())
                .extracting(Attempt::failure)
                .containsExactly(Kind.UNAVAILABLE, Kind.UNAVAILABLE, null);
    }

    @Test
    void stream_connectHangs_fallsBack() {
        good.script(answer("good"));
        try (var deaf = FaultServer.deaf()) {
            var execution = stage
                    .with("bad", expert(deaf.baseUrl()), calls(1, Kind.MALFORMED))
                    .with("good", expert(good.baseUrl()))
                    .stream(sink, "bad", "good");

            assertThat(execution.outcome().attempts())
                    .extracting(Attempt::failure)
                    .containsExactly(Kind.TIMED_OUT, null);
        }
    }

    @Test
    void whole_failure_fallsBack() {
        bad.always(Script.json("not json"));
        good.script(Script.json(Chat.reply("good", 5, 1)));

        var execution = stage.with("bad", expert(bad.baseUrl()), calls(1, Kind.MALFORMED))
                .with("good", expert(good.baseUrl()))
                .ask("bad", "good");

        assertThat(execution.outcome().expert()).isEqualTo("good");
        assertThat(execution.outcome().attempts()).extracting(Attempt::failure).containsExactly(Kind.MALFORMED, null);
    }

    static Stream<Arguments> failuresAfterTheFirstToken() {
        return Stream.of(
                Arguments.of("cut", begun().cut(), Kind.CUT),
                Arguments.of("end without [DONE]", begun().end(), Kind.CUT),
                Arguments.of(
                        "error event",
                        begun().events(Chat.error("no", "x", "y")).end(),
                        Kind.UNAVAILABLE),
                Arguments.of("silence", begun().hang(), Kind.TIMED_OUT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresAfterTheFirstToken")
    void stream_failureAfterTheFirstToken_neverSwitches(String name, Script fault, Kind kind) {
        bad.always(fault);
        good.always(answer("never"));

        var execution =
                stage.with("bad", expert(bad.baseUrl()), calls(3, kind)).with("good", expert(good.baseUrl())).stream(
                        sink, "bad", "good");

        assertThat(kindOf(execution)).isEqualTo(kind);
        assertThat(sink.text()).contains("half").doesNotContain("never").doesNotContain("[DONE]");
        assertThat(bad.received()).hasSize(1);
        assertThat(good.received()).isEmpty();
        assertThat(execution.outcome().microUsd()).isPositive();
    }

    @Test
    void stream_callerLeaves_upstreamIsCancelledAtOnceAndBilled() throws Exception {
        bad.always(begun().hang());
        var token = new CountDownLatch(1);
        sink.onToken(token::countDown);
        stage.with("bad", expert(bad.baseUrl()), Stage.CALLS);
        var running = CompletableFuture.supplyAsync(() -> stage.stream(sink, "bad"));
        assertThat(token.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        stage.caller.cancel();

        assertThat(bad.awaitClientClose(Duration.ofMillis(200))).isTrue();
        var execution = running.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(kindOf(execution)).isEqualTo(Kind.CANCELLED);
        assertThat(execution.outcome().microUsd()).isPositive();
    }

    @Test
    void ask_callerLeavesDuringABackoff_endsAtOnce() throws Exception {
        bad.always(Script.status(503, "later", "Retry-After: 1"));
        stage.with("bad", expert(bad.baseUrl()), Stage.CALLS);
        var running = CompletableFuture.supplyAsync(() -> stage.ask("bad"));
        bad.take(LONG);

        stage.caller.cancel();

        assertThat(kindOf(running.get(1, TimeUnit.SECONDS))).isEqualTo(Kind.CANCELLED);
        assertThat(bad.received()).hasSize(1);
    }

    @Test
    void ask_deadline_endsACallThatHangs() {
        bad.always(Script.silence().hang());
        var begin = System.nanoTime();

        var execution = stage.deadline(SOON).with("bad", expert(bad.baseUrl())).ask("bad");

        assertThat(kindOf(execution)).isEqualTo(Kind.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SOON, LONG);
    }

    @Test
    void ask_everyAttempt_isBilledAndRecorded() {
        bad.script(Script.status(503, "later"));
        bad.always(Script.json(Chat.reply("ok", 10, 5)));

        var execution = stage.with("bad", expert(bad.baseUrl()), Stage.CALLS).ask("bad");

        assertThat(execution.outcome().attempts()).extracting(Attempt::failure).containsExactly(Kind.UNAVAILABLE, null);
        assertThat(execution.outcome().microUsd()).isEqualTo(20);
    }

    private Expert expert(String baseUrl) {
        var provider = new OpenAiProvider(client, name -> null, InstantSource.system());
        return provider.open(Stage.card("expert"), new OpenAiProvider.Config(baseUrl, null, "m", Map.of()));
    }

    private static Script begun() {
        return Script.sse().events(Chat.role(), Chat.content("half"));
    }

    private static Script answer(String text) {
        return Script.stream(Chat.role(), Chat.content(text), Chat.finish("stop"), Chat.usage(5, 1));
    }

    /** Short timeouts only where one is to run out. */
    private static RosterFile.Calls calls(int attempts, Kind expected) {
        var wait = expected == Kind.TIMED_OUT ? SOON : LONG;
        var timeouts = new Call.Timeouts(wait, wait, wait, LONG);
        var retry = new RosterFile.Retry(attempts, Duration.ofMillis(1));
        return new RosterFile.Calls(timeouts, retry, Stage.CALLS.breaker(), 8);
    }

    private static Kind kindOf(Execution execution) {
        return execution.reply() instanceof Failure failure ? failure.kind() : null;
    }
}
