package dev.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every expert behind a wire keeps to. A new dialect tells how its provider's replies look; the rest is here. */
public abstract class ExpertContract {

    protected static final Duration SOON = Duration.ofSeconds(5);

    protected final FaultServer server = FaultServer.start();
    protected Expert expert;

    /** Opens the expert under test at {@link #server}. */
    protected abstract Expert open();

    /** A whole reply of 7 prompt and 3 completion tokens. */
    protected abstract Script answer(String text);

    /** A stream of these tokens that ends well, with usage: 7 prompt tokens, and one each. */
    protected abstract Script stream(String... tokens);

    /** The same, but nothing follows the tokens. */
    protected abstract Script unfinished(String... tokens);

    /** Out of rate; come back in two seconds. */
    protected abstract Script throttled();

    @BeforeEach
    final void openExpert() {
        expert = open();
    }

    @AfterEach
    final void closeBoth() {
        expert.close();
        server.close();
    }

    @Test
    final void ask_whole_answersWithUsage() {
        server.script(answer("432"));
        var reply = ask(Asks.whole("What is 47 + 385?"), ReplySink.NONE);
        assertThat(reply).isInstanceOf(Reply.Answer.class);
        assertThat(reply.usage().promptTokens()).isEqualTo(7);
        assertThat(reply.usage().completionTokens()).isEqualTo(3);
        assertThat(reply.usage().exact()).isTrue();
        assertThat(contentOf(reply)).contains("432");
    }

    @Test
    final void ask_streaming_forwardsTokensInOrder() {
        server.script(stream("4", "3", "2"));
        var sink = new CollectingSink();
        var reply = ask(Asks.streaming("What is 47 + 385?"), sink);
        assertThat(reply).isInstanceOf(Reply.Answer.class);
        assertThat(((Reply.Answer) reply).content()).isInstanceOf(Reply.Streamed.class);
        assertThat(String.join("", sink.received())).containsSubsequence("4", "3", "2");
        assertThat(reply.usage().completionTokens()).isEqualTo(3);
    }

    @Test
    final void ask_throttled_failsWithRetryAfter() {
        server.script(throttled());
        var failure = failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.THROTTLED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    final void ask_noReply_timesOutAndLeaves() throws Exception {
        server.script(Script.silence().hang());
        var reply = expert.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call(5000, 5000, 5000, 100));
        assertPromptEstimated(failure(reply, Kind.TIMED_OUT));
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    final void ask_noToken_timesOutWithoutTouchingTheSink() throws Exception {
        server.script(unfinished());
        var sink = new CollectingSink();
        failure(expert.ask(Asks.streaming("hi"), sink, Asks.call(5000, 100, 5000, 5000)), Kind.TIMED_OUT);
        assertThat(sink.received()).isEmpty();
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    final void ask_garbage_failsAsMalformed() {
        server.script(Script.json("<html>not what you asked for"));
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.MALFORMED);
    }

    @Test
    final void ask_cancelledWhileWaiting_returnsAndLeavesAtOnce() throws Exception {
        server.script(Script.silence().hang());
        var cancellation = new Cancellation();
        var reply = askAside(Asks.whole("hi"), new CollectingSink(), cancellation);
        server.take(SOON);
        long start = System.nanoTime();
        cancellation.cancel();
        assertThat(server.awaitClientClose(SOON)).isTrue();
        assertPromptEstimated(failure(reply.get(5, TimeUnit.SECONDS), Kind.CANCELLED));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    final void ask_cancelledInStream_countsWhatWasProduced() throws Exception {
        server.script(unfinished("4", "3"));
        var cancellation = new Cancellation();
        var sink = new CollectingSink();
        var reply = askAside(Asks.streaming("hi"), sink, cancellation);
        assertThat(sink.awaitFirst(SOON)).isTrue();
        cancellation.cancel();
        assertThat(server.awaitClientClose(SOON)).isTrue();
        var failure = failure(reply.get(5, TimeUnit.SECONDS), Kind.CANCELLED);
        assertThat(failure.usage().completionTokens()).isBetween(1L, 2L);
        assertThat(failure.usage().exact()).isFalse();
    }

    @Test
    final void ask_cancelledBefore_neverCalls() {
        server.always(answer("432"));
        var cancellation = new Cancellation();
        cancellation.cancel();
        var call = Asks.call(Call.Timeouts.DEFAULT, cancellation);
        var failure = failure(expert.ask(Asks.whole("hi"), ReplySink.NONE, call), Kind.CANCELLED);
        assertThat(failure.usage()).isEqualTo(Usage.NONE);
        assertThat(server.received()).isEmpty();
    }

    protected final Reply ask(Query query, ReplySink sink) {
        return expert.ask(query, sink, Asks.call());
    }

    protected final CompletableFuture<Reply> askAside(Query query, ReplySink sink, Cancellation cancellation) {
        var call = Asks.call(Call.Timeouts.DEFAULT, cancellation);
        return CompletableFuture.supplyAsync(
                () -> expert.ask(query, sink, call), Executors.newVirtualThreadPerTaskExecutor());
    }

    protected static Reply.Failure failure(Reply reply, Kind kind) {
        assertThat(reply).isInstanceOf(Reply.Failure.class);
        var failure = (Reply.Failure) reply;
        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        return failure;
    }

    private static void assertPromptEstimated(Reply.Failure failure) {
        assertThat(failure.usage().promptTokens()).isPositive();
        assertThat(failure.usage().completionTokens()).isZero();
        assertThat(failure.usage().exact()).isFalse();
    }

    protected static String contentOf(Reply reply) {
        return switch (((Reply.Answer) reply).content()) {
            case Reply.Text text -> text.text();
            case Reply.Body body -> Script.text(body.json());
            case Reply.Streamed streamed -> "";
        };
    }
}
