package dev.signalbox.experts.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.testing.Asks;
import dev.signalbox.testing.Chat;
import dev.signalbox.testing.CollectingSink;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The failure rules of streams: what is held back, what goes on verbatim, what a cut means before and after a token. */
final class OpenAiStreamTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final FaultServer server = FaultServer.start();
    private final OutboundClient client = new OutboundClient();
    private final Expert expert = OpenAi.expert(client, server.baseUrl());
    private final CollectingSink sink = new CollectingSink();

    @AfterEach
    void close() {
        expert.close();
        client.close();
        server.close();
    }

    @Test
    void stream_wellBehaved_everyEventVerbatimButUsageAndDone() {
        server.script(Script.stream(
                Chat.role(),
                Chat.content("a \\\"usage\\\":{"),
                Chat.content("b"),
                Chat.finish("length"),
                Chat.usage(9, 2)));
        var reply = answer(ask());
        assertThat(sink.received())
                .containsExactly(
                        event(Chat.role()),
                        event(Chat.content("a \\\"usage\\\":{")),
                        event(Chat.content("b")),
                        event(Chat.finish("length")));
        assertThat(reply.finish()).isEqualTo(Reply.Finish.LENGTH);
        assertThat(reply.usage()).isEqualTo(new Usage(9, 2, 1, true));
        assertThat(reply.content())
                .isEqualTo(new Reply.Streamed(
                        ByteBuffer.wrap(event(Chat.usage(9, 2)).getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void stream_cutAnywhere_sameEvents(int size) {
        var first = event(Chat.role()).replace("\n", "\r\n");
        var second = ": ping\n\nid: 7\ndata:" + Chat.content("é") + "\n\n";
        var third = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\ndata: \"finish_reason\":\"stop\"}]}\r\n\r\n";
        server.script(Script.sse()
                .chunks(first + second + third + event("[DONE]"), size)
                .end());
        var reply = answer(ask());
        assertThat(sink.received()).containsExactly(first, second.substring(second.indexOf("data:")), third);
        assertThat(reply.finish()).isEqualTo(Reply.Finish.STOP);
    }

    @Test
    void stream_untilFirstToken_holdsRoleBack() throws Exception {
        var open = new CountDownLatch(1);
        server.script(Script.sse()
                .events(Chat.role())
                .until(open)
                .events(Chat.content("a"))
                .hang());
        var call = Asks.call(5000, 300, 5000, 5000);
        var reply = aside(() -> expert.ask(Asks.streaming("hi"), sink, call));
        server.take(SOON);
        assertThat(sink.awaitFirst(Duration.ofMillis(60))).isFalse();
        open.countDown();
        assertThat(sink.awaitFirst(SOON)).isTrue();
        call.cancellation().cancel();
        assertThat(((Reply.Failure) reply.get(5, TimeUnit.SECONDS)).kind()).isEqualTo(Kind.CANCELLED);
        assertThat(sink.received()).containsExactly(event(Chat.role()), event(Chat.content("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                "{\"content\":null,\"refusal\":\"no\"}",
                "{\"reasoning_content\":\"hm\"}",
                "{\"reasoning\":\"hm\"}",
                "{\"next_years_delta\":{\"x\":1}}"
            })
    void stream_anyKindOfContent_commits(String delta) {
        server.script(
                Script.sse().events(Chat.role(), Chat.chunk(delta, "null")).cut());
        var failure = failure(ask(), Kind.CUT);
        assertThat(sink.received()).hasSize(2);
        assertThat(failure.usage().completionTokens()).isEqualTo(1);
    }

    @Test
    void stream_finishWithoutContent_isAnAnswer() {
        server.script(Script.stream(Chat.role(), Chat.finish("content_filter")));
        assertThat(answer(ask()).finish()).isEqualTo(Reply.Finish.CONTENT_FILTER);
        assertThat(sink.received()).hasSize(2);
    }

    @Test
    void stream_errorEventFirst_failsBeforeTheFirstToken() {
        server.script(Script.sse()
                .events(Chat.error("overloaded", "server_error", "x"))
                .end());
        var failure = failure(ask(), Kind.UNAVAILABLE);
        assertThat(failure.message()).isEqualTo("overloaded");
        assertThat(failure.usage()).isEqualTo(Usage.NONE);
        assertThat(sink.received()).isEmpty();
    }

    @Test
    void stream_errorAfterRole_failsBeforeTheFirstToken() {
        server.script(Script.sse()
                .events(Chat.role(), Chat.error("slow", "t", "rate_limit_exceeded"))
                .end());
        failure(ask(), Kind.THROTTLED);
        assertThat(sink.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"event: error\ndata: {\"message\":\"broke\"}\n\n", "error: {\"message\":\"broke\"}\n\n"})
    void stream_namedErrorEvents_areErrors(String wire) {
        server.script(Script.sse().chunk(wire).end());
        assertThat(failure(ask(), Kind.UNAVAILABLE).message()).isEqualTo("broke");
    }

    @Test
    void stream_errorAfterTokens_failsWithWhatWasProduced() {
        server.script(Script.sse()
                .events(Chat.role(), Chat.content("a"), Chat.content("b"), Chat.error("broke", "server_error", "x"))
                .end());
        var failure = failure(ask(), Kind.UNAVAILABLE);
        assertThat(failure.message()).isEqualTo("broke");
        assertThat(failure.usage().completionTokens()).isEqualTo(2);
        assertThat(failure.usage().promptTokens()).isPositive();
        assertThat(sink.received()).hasSize(3);
    }

    @Test
    void stream_wordErrorInContent_isNoError() {
        var named = "{\"choices\":[{\"delta\":{\"content\":\"error\"},\"finish_reason\":null}],\"error\":null}";
        server.script(Script.stream(Chat.content("error"), named, Chat.finish("stop")));
        answer(ask());
        assertThat(sink.received()).hasSize(3);
    }

    @Test
    void stream_jsonErrorInsteadOfStream_isItsKind() {
        server.script(Script.json(Chat.error("no", "t", "insufficient_quota")), Script.json(Chat.reply("x", 1, 1)));
        failure(ask(), Kind.THROTTLED);
        failure(ask(), Kind.MALFORMED);
        assertThat(sink.received()).isEmpty();
    }

    @Test
    void stream_cutBeforeFirstToken_isCutAndCostsThePrompt() {
        server.script(
                Script.sse().events(Chat.role()).cut(),
                Script.sse().events(Chat.role()).end(),
                Script.sse().done(),
                Script.sse().end(),
                Script.sse().cutInside("data: {\"choi"));
        for (int i = 0; i < 5; i++) {
            assertThat(failure(ask(), Kind.CUT).usage()).isEqualTo(Usage.estimated(5, 0));
        }
        assertThat(sink.received()).isEmpty();
    }

    @Test
    void stream_cutAfterTokens_isCutWithEstimate() {
        server.script(Script.sse().events(Chat.content("a"), Chat.content("b")).cutInside("data: {\"choi"));
        var usage = failure(ask(), Kind.CUT).usage();
        assertThat(usage.completionTokens()).isEqualTo(2);
        assertThat(usage.exact()).isFalse();
        assertThat(sink.received()).hasSize(2);
    }

    @Test
    void stream_cutAfterEventsOfManyTokens_isEstimatedByLength() {
        server.script(Script.sse()
                .events(Chat.content("x".repeat(400)), Chat.content("y".repeat(400)))
                .cut());
        assertThat(failure(ask(), Kind.CUT).usage()).isEqualTo(Usage.estimated(5, 200));
    }

    @Test
    void stream_endsWithoutDoneAfterFinish_isComplete() {
        server.script(
                Script.sse().events(Chat.content("a"), Chat.finish("stop")).end(),
                Script.sse().events(Chat.content("a"), Chat.finish("stop")).cut());
        assertThat(answer(ask()).usage().exact()).isFalse();
        answer(ask());
    }

    @Test
    void stream_cutAfterOneOfTwoChoicesFinished_isCut() {
        var other = Chat.content("b").replace("\"index\":0", "\"index\":1");
        var otherEnd = Chat.finish("stop").replace("\"index\":0", "\"index\":1");
        server.script(
                Script.sse()
                        .events(Chat.content("a"), Chat.content("a"), other, Chat.finish("stop"))
                        .end(),
                Script.sse().events(other, Chat.content("a"), otherEnd).cut(),
                Script.sse()
                        .events(Chat.content("a"), other, Chat.finish("stop"), otherEnd)
                        .cut());
        failure(ask(), Kind.CUT);
        failure(ask(), Kind.CUT);
        answer(ask());
    }

    @Test
    void stream_usageBesideFinish_isReadAndForwarded() {
        var last = Chat.finish("stop")
                .replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":1}");
        server.script(Script.stream(Chat.content("a"), last));
        assertThat(answer(ask()).usage().promptTokens()).isEqualTo(4);
        assertThat(sink.received()).containsExactly(event(Chat.content("a")), event(last));
    }

    @Test
    void stream_malformedFirstEvent_isMalformed() {
        server.script(Script.sse().events("{\"choices\":[").end());
        failure(ask(), Kind.MALFORMED);
    }

    @Test
    void stream_endlessEvent_isMalformed() {
        server.script(Script.sse().chunk("data: " + "x".repeat(9 << 20)).hang());
        failure(ask(), Kind.MALFORMED);
    }

    @Test
    void stream_pausesTooLong_timesOutOnIdle() throws Exception {
        server.script(Script.sse().events(Chat.content("a")).hang());
        var reply = expert.ask(Asks.streaming("hi"), sink, Asks.call(5000, 5000, 100, 5000));
        assertThat(failure(reply, Kind.TIMED_OUT).message()).isEqualTo("the reply paused for too long");
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    void stream_onlyHeartbeats_timesOutOnFirstTokenButNotOnIdle() throws Exception {
        var beat = "8\r\n: beat\n\n\r\n";
        server.script(
                Script.sse().drip(beat, Duration.ofMillis(10)),
                Script.sse().events(Chat.content("a")).drip(beat, Duration.ofMillis(10)));
        var first = expert.ask(Asks.streaming("hi"), sink, Asks.call(5000, 150, 5000, 5000));
        assertThat(failure(first, Kind.TIMED_OUT).message()).isEqualTo("no first token in time");
        var second = expert.ask(Asks.streaming("hi"), sink, Asks.call(5000, 5000, 700, 2000));
        assertThat(failure(second, Kind.TIMED_OUT).message()).isEqualTo("the reply took too long");
    }

    @Test
    void stream_tokensForEver_timesOutOnTotal() throws Exception {
        var wire = event(Chat.content("a"));
        server.script(
                Script.sse().drip(Integer.toHexString(wire.length()) + "\r\n" + wire + "\r\n", Duration.ofMillis(10)));
        var reply = expert.ask(Asks.streaming("hi"), sink, Asks.call(5000, 5000, 5000, 200));
        assertThat(failure(reply, Kind.TIMED_OUT).message()).isEqualTo("the reply took too long");
        assertThat(reply.usage().completionTokens()).isEqualTo(sink.received().size());
    }

    @Test
    void stream_slowReader_isNotTheExpertsFault() throws Exception {
        server.script(Script.stream(Chat.content("a"), Chat.content("b"), Chat.finish("stop")));
        var seen = new ArrayList<String>();
        var slow = new ReplySink() {
            @Override
            public void text(String delta) {}

            @Override
            public void event(ByteBuffer event) {
                seen.add(Script.text(event));
                if (seen.size() == 1) {
                    awaitMillis(150);
                }
            }
        };
        answer(expert.ask(Asks.streaming("hi"), slow, Asks.call(5000, 5000, 50, 5000)));
        assertThat(seen).hasSize(3);
    }

    @Test
    void stream_hangsAfterDone_answersSoonAndDropsTheConnection() throws Exception {
        server.script(Script.sse()
                .events(Chat.content("a"), Chat.finish("stop"), "[DONE]")
                .hang());
        long start = System.nanoTime();
        answer(ask());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    void stream_manyAtOnce_allComplete() throws Exception {
        server.always(Script.stream(Chat.role(), Chat.content("a"), Chat.finish("stop"), Chat.usage(1, 1)));
        List<CompletableFuture<Reply>> replies = Stream.generate(
                        () -> aside(() -> expert.ask(Asks.streaming("hi"), new CollectingSink(), Asks.call())))
                .limit(200)
                .toList();
        for (var reply : replies) {
            answer(reply.get(10, TimeUnit.SECONDS));
        }
    }

    private Reply ask() {
        return expert.ask(Asks.streaming("hi"), sink, Asks.call());
    }

    private static void awaitMillis(long millis) {
        try {
            assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CompletableFuture<Reply> aside(Supplier<Reply> ask) {
        return CompletableFuture.supplyAsync(ask, Executors.newVirtualThreadPerTaskExecutor());
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static Reply.Answer answer(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Answer.class);
        return (Reply.Answer) reply;
    }

    private static Reply.Failure failure(Reply reply, Kind kind) {
        assertThat(reply).isInstanceOf(Reply.Failure.class);
        var failure = (Reply.Failure) reply;
        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        return failure;
    }
}
