package dev.signalbox.experts.openai;

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
import dev.signalbox.testing.ExpertContract;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenAiExpertTest extends ExpertContract {

    private final OutboundClient client = new OutboundClient();

    @Override
    protected Expert open() {
        return OpenAi.expert(client, server.baseUrl());
    }

    @Override
    protected Script answer(String text) {
        return Script.json(Chat.reply(text, 7, 3));
    }

    @Override
    protected Script stream(String... tokens) {
        var contents = Stream.of(tokens).map(Chat::content);
        var end = Stream.of(Chat.finish("stop"), Chat.usage(7, tokens.length));
        return Script.stream(Stream.of(Stream.of(Chat.role()), contents, end)
                .flatMap(events -> events)
                .toArray(String[]::new));
    }

    @Override
    protected Script unfinished(String... tokens) {
        return Script.sse()
                .events(Chat.role())
                .events(Stream.of(tokens).map(Chat::content).toArray(String[]::new))
                .hang();
    }

    @Override
    protected Script throttled() {
        return Script.status(429, Chat.error("slow down", "requests", "rate_limit_exceeded"), "Retry-After: 2");
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void ask_whole_bodyIsAsItCameAndRequestIsOursOnlyInTheModel() throws Exception {
        var body = Chat.reply("é\\u00e9 \\\"usage\\\"", 7, 3);
        server.script(Script.json(body));
        var reply = ask(Asks.whole("hi"), ReplySink.NONE);
        assertThat(contentOf(reply)).isEqualTo(body);
        assertThat(((Reply.Answer) reply).finish()).isEqualTo(Reply.Finish.STOP);
        assertThat(reply.usage().cachedTokens()).isEqualTo(1);
        var sent = server.take(SOON);
        assertThat(sent.target()).isEqualTo("/v1/chat/completions");
        assertThat(sent.body())
                .isEqualTo("{\"model\":\"up\\\"stream\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + Asks.UNKNOWN_FIELD + "}");
        assertThat(sent.header("Authorization")).contains("Bearer " + OpenAi.KEY);
        assertThat(sent.header("Content-Type")).contains("application/json");
        assertThat(sent.header("Accept-Encoding")).contains("identity");
        assertThat(sent.header("X-Team")).contains("blue");
        assertThat(sent.header("Upgrade")).isEmpty();
    }

    @Test
    void ask_streaming_asksForUsageItself() throws Exception {
        server.script(stream("4"));
        ask(Asks.streaming("hi"), new CollectingSink());
        assertThat(server.take(SOON).body()).endsWith(",\"stream_options\":{\"include_usage\":true}}");
    }

    @ParameterizedTest
    @CsvSource({
        "400,REJECTED", "401,UNAUTHORIZED", "402,THROTTLED", "403,UNAUTHORIZED", "404,REJECTED", "408,UNAVAILABLE",
        "413,REJECTED", "418,REJECTED", "422,REJECTED", "429,THROTTLED", "500,UNAVAILABLE", "502,UNAVAILABLE",
        "503,UNAVAILABLE", "529,UNAVAILABLE", "302,MALFORMED"
    })
    void ask_status_meansItsKindAndKeepsTheMessage(int status, Kind kind) {
        server.always(Script.status(status, Chat.error("what happened", "some_type", "some_code")));
        assertThat(failure(ask(Asks.whole("hi"), ReplySink.NONE), kind).message())
                .isEqualTo("HTTP " + status + ": what happened");
        failure(ask(Asks.streaming("hi"), ReplySink.NONE), kind);
    }

    @Test
    void ask_contextLengthExceeded_isTooLong() {
        server.script(Script.status(400, Chat.error("too big", "invalid_request_error", "context_length_exceeded")));
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.TOO_LONG);
    }

    @Test
    void ask_retryAfterDate_isTurnedIntoAWait() {
        server.script(Script.status(503, "{}", "Retry-After: Thu, 01 Jan 2026 00:00:07 GMT"));
        var failure = failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.UNAVAILABLE);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void ask_errorQuotesOurKey_messageHidesIt() {
        var quoted = "Incorrect API key provided: " + OpenAi.KEY + " (" + OpenAi.KEY.substring(0, 8)
                + "***abcd), Bearer " + OpenAi.KEY + ", team blue-secret";
        server.script(Script.status(401, Chat.error(quoted, "invalid_request_error", "invalid_api_key")));
        var message = failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.UNAUTHORIZED)
                .message();
        assertThat(message).startsWith("HTTP 401: Incorrect API key provided: [secret]");
        assertThat(message).doesNotContain(OpenAi.KEY.substring(0, 8), "abcd", "blue-secret");
        assertThat(expert.toString()).doesNotContain(OpenAi.KEY);
    }

    @Test
    void ask_longErrorMessage_isBounded() {
        server.script(Script.status(500, Chat.error("x".repeat(10_000), "t", "c")));
        assertThat(failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.UNAVAILABLE)
                        .message())
                .hasSizeLessThan(2100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"m\",\"code\":429}} | THROTTLED",
                "{\"error\":\"text\"} | UNAVAILABLE",
                "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\"}} | REJECTED",
                "{\"error\":{}} | MALFORMED",
                "{} | MALFORMED",
                "[] | MALFORMED",
                "{\"choices\":[]} | MALFORMED",
                "{\"choices\":[{\"message\":{\"content\":\"x\"} | MALFORMED",
                "{\"choices\":[{}]} trailing | MALFORMED",
            })
    void ask_200WithoutAnAnswer_isAFailure(String body, Kind kind) {
        server.script(Script.json(body.strip()));
        failure(ask(Asks.whole("hi"), ReplySink.NONE), kind);
    }

    @Test
    void ask_replyWithoutUsage_isEstimated() {
        server.script(
                Script.json(
                        "{\"choices\":[{\"message\":{\"content\":\"12345678\",\"tool_calls\":[{\"a\":[1]}]},\"finish_reason\":\"length\"}]}"));
        var reply = ask(Asks.whole("What is it?"), ReplySink.NONE);
        assertThat(reply.usage().exact()).isFalse();
        assertThat(reply.usage().completionTokens()).isEqualTo(2);
        assertThat(((Reply.Answer) reply).finish()).isEqualTo(Reply.Finish.LENGTH);
    }

    @Test
    void ask_replyBeyondBound_isMalformed() {
        server.script(Script.huge((64L << 20) + 10));
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.MALFORMED);
    }

    @Test
    void ask_compressedThoughNotAskedFor_isMalformed() {
        server.always(Script.status(200, Chat.reply("x", 1, 1), "Content-Encoding: gzip"));
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.MALFORMED);
        failure(ask(Asks.streaming("hi"), ReplySink.NONE), Kind.MALFORMED);
    }

    @Test
    void ask_bodyCut_isCut() {
        server.script(Script.silence()
                .raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"choices\"")
                .cut());
        var usage = failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.CUT).usage();
        assertThat(usage).isEqualTo(Usage.estimated(5, 0));
    }

    @Test
    void ask_connectionDroppedBeforeReply_isUnavailable() {
        server.script(Script.silence().cut());
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.UNAVAILABLE);
    }

    @Test
    void ask_nobodyListens_isUnavailable() {
        try (var lonely = OpenAi.expert(client, FaultServer.refusingUrl())) {
            var failure = failure(lonely.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call()), Kind.UNAVAILABLE);
            assertThat(failure.usage()).isEqualTo(Usage.NONE);
        }
    }

    @Test
    void ask_brokenHttp_isMalformed() {
        server.script(Script.silence()
                .raw("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")
                .hang());
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.MALFORMED);
    }

    @Test
    void ask_hugeHeader_isMalformed() {
        server.script(Script.silence()
                .raw("HTTP/1.1 200 OK\r\nX: " + "a".repeat(100_000) + "\r\n\r\n")
                .hang());
        failure(ask(Asks.whole("hi"), ReplySink.NONE), Kind.MALFORMED);
    }

    @Test
    void ask_deafServer_timesOutConnecting() {
        try (var deaf = FaultServer.deaf();
                var far = OpenAi.expert(client, deaf.baseUrl())) {
            var failure = failure(
                    far.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call(100, 9000, 9000, 9000)), Kind.TIMED_OUT);
            assertThat(failure.message()).isEqualTo("no connection in time");
            assertThat(failure.usage()).isEqualTo(Usage.NONE);
        }
    }

    @Test
    void ask_trickledHeaders_timesOutOnTotal() throws Exception {
        server.script(Script.silence().raw("HTTP/1.1 200 OK\r\nX: ").drip("a", Duration.ofMillis(10)));
        var failure =
                failure(expert.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call(9000, 9000, 9000, 150)), Kind.TIMED_OUT);
        assertThat(failure.message()).isEqualTo("the reply took too long");
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    void ask_wholeReplySlowerThanAFirstToken_answers() {
        server.script(Script.silence()
                .pause(Duration.ofMillis(200))
                .raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n")
                .pause(Duration.ofMillis(100))
                .raw("{\"choices\":[{\"message\":{}}]}  "));
        var reply = expert.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call(5000, 50, 5000, 5000));
        assertThat(reply).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void ask_trickledBody_timesOutOnTotal() throws Exception {
        server.script(Script.silence()
                .raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                .drip(" ", Duration.ofMillis(10)));
        var failure =
                failure(expert.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call(9000, 9000, 9000, 200)), Kind.TIMED_OUT);
        assertThat(failure.message()).isEqualTo("the reply took too long");
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    void ask_manyInTurn_reuseOneConnection() {
        server.always(answer("1"));
        for (int i = 0; i < 5; i++) {
            ask(Asks.whole("hi"), ReplySink.NONE);
        }
        server.always(stream("1"));
        for (int i = 0; i < 5; i++) {
            ask(Asks.streaming("hi"), new CollectingSink());
        }
        assertThat(server.connections()).isEqualTo(1);
    }
}
