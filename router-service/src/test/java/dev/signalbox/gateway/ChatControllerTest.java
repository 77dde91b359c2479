package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatControllerTest extends GatewayTest {

    private static final String TOOL_CALL = "data: {\"id\":\"chatcmpl-up\",\"object\":\"chat.completion.chunk\","
            + " \"created\":1, \"model\":\"gpt-up\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
            + "\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"wetter\",\"arguments\":\"{\\\"ort\\\":"
            + "\\\"Köln\\\"\"}}]},\"finish_reason\":null}],\"x-new\":[1e2]}\n\n";
    private static final String TOOL_END = "data: {\"id\":\"chatcmpl-up\",\"choices\":[{\"index\":0,\"delta\":{},"
            + "\"finish_reason\":\"tool_calls\"}]}\r\n\r\n";

    @Test
    void complete_textAnswer_isCompletionObject() throws Exception {
        var response = post(CHAT, chat(""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body())
                .startsWith("{\"id\":\"chatcmpl-req_")
                .contains("\"object\":\"chat.completion\",\"created\":")
                .contains("\"model\":\"local/sums\"")
                .contains("\"message\":{\"role\":\"assistant\",\"content\":\"What is 4 + 3?\",\"refusal\":null}")
                .contains("\"finish_reason\":\"stop\"")
                .contains("\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18,");
        assertRoute(response.headers().map(), "0.000123", "2");
    }

    @Test
    void complete_textAnswerWithLogprobs_tellsThemAsTheDialectDoes() throws Exception {
        var four = new Logprob.Chance("4", List.of(52), -0.25);
        var logprobs = List.of(new Logprob(four, List.of(four)));
        pipeline.behave((_, _, _) -> FakePipeline.answer(new Reply.Text("4", logprobs)));
        var chance = "\"token\":\"4\",\"logprob\":-0.25,\"bytes\":[52]";
        var told = "\"logprobs\":{\"content\":[{" + chance + ",\"top_logprobs\":[{" + chance + "}]}],\"refusal\":null}";

        assertThat(post(CHAT, chat(",\"logprobs\":true,\"top_logprobs\":1")).body())
                .contains(told + ",\"finish_reason\":\"stop\"");

        pipeline.behave((_, sink, _) -> {
            sink.answering(FakePipeline.EXPERT, 1);
            sink.text("4", logprobs);
            return FakePipeline.answer(new Reply.Streamed());
        });
        assertThat(post(CHAT, chat(",\"logprobs\":true,\"stream\":true")).body())
                .contains("\"content\":\"4\"}," + told + ",\"finish_reason\":null");
    }

    @Test
    void complete_wireAnswer_isWrittenAsItIs() throws Exception {
        var body = "{ \"id\":\"x\", \"new-field\" : [1, 2,\t3], \"model\":\"gpt-up\" }\n";
        pipeline.behave((_, _, _) -> FakePipeline.answer(new Reply.Body(ByteBuffer.wrap(body.getBytes(UTF_8)))));

        var response = post(CHAT, chat(""));

        assertThat(response.body()).isEqualTo(body);
        assertRoute(response.headers().map(), "0.000123", "2");
    }

    @Test
    void complete_streamedText_isChunksWithRoleThenDone() throws Exception {
        pipeline.behave((_, sink, _) -> {
            sink.answering(FakePipeline.EXPERT, 1);
            sink.text("a\n\"b\" \uD83D");
            sink.text("\uDE80");
            return FakePipeline.answer(new Reply.Streamed());
        });

        var response = post(CHAT, chat(",\"stream\":true"));

        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(response.headers().firstValue("x-signalbox-expert")).hasValue(FakePipeline.EXPERT);
        assertThat(response.headers().firstValue("x-signalbox-attempts")).hasValue("1");
        assertThat(response.headers().firstValue("x-signalbox-decision")).isPresent();
        var events = response.body().split("\n\n");
        assertThat(events).hasSize(4);
        assertThat(events[0])
                .contains("\"delta\":{\"role\":\"assistant\",\"content\":\"a\\n\\\"b\\\" \"},\"finish_reason\":null");
        assertThat(events[1]).contains("\"delta\":{\"content\":\"🚀\"}");
        assertThat(events[2]).contains("\"delta\":{},\"finish_reason\":\"stop\"}]}");
        assertThat(events[3]).isEqualTo("data: [DONE]");
        assertThat(response.body()).doesNotContain("usage");
    }

    @Test
    void complete_usageWanted_lastChunkHasIt() throws Exception {
        var response = post(CHAT, chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        var events = response.body().split("\n\n");
        assertThat(events[0]).endsWith("}],\"usage\":null}");
        assertThat(events[events.length - 2])
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18");
    }

    @Test
    void complete_toolCallEvents_arriveByteForByte() throws Exception {
        pipeline.behave((_, sink, _) -> {
            sink.answering("gpt-4o-mini", 2);
            sink.event(ByteBuffer.wrap(TOOL_CALL.getBytes(UTF_8)).asReadOnlyBuffer());
            sink.event(ByteBuffer.wrap(TOOL_END.getBytes(UTF_8)));
            return FakePipeline.answer(new Reply.Streamed());
        });

        var response = post(
                CHAT, chat(",\"stream\":true,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"wetter\"}}]"));

        assertThat(response.body()).isEqualTo(TOOL_CALL + TOOL_END + "data: [DONE]\n\n");
        assertThat(response.headers().firstValue("x-signalbox-expert")).hasValue("gpt-4o-mini");
        assertThat(response.headers().firstValue("x-signalbox-attempts")).hasValue("2");
    }

    @Test
    void complete_eventsAndUsageWanted_usageChunkIsAdded() throws Exception {
        pipeline.behave((_, sink, _) -> {
            sink.answering("gpt-4o-mini", 1);
            sink.event(ByteBuffer.wrap(TOOL_END.getBytes(UTF_8)));
            return FakePipeline.answer(new Reply.Streamed());
        });

        var response = post(CHAT, chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertThat(response.body())
                .startsWith(TOOL_END)
                .contains("\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void complete_traceWanted_commentSaysCost() throws Exception {
        var response = send(
                CHAT,
                request -> request.header("x-signalbox-trace", "1")
                        .POST(HttpRequest.BodyPublishers.ofString(chat(",\"stream\":true"))));

        assertThat(response.body()).endsWith(": signalbox cost-usd=0.000123 attempts=2\n\ndata: [DONE]\n\n");
    }

    @Test
    void complete_emptyStream_stillIsAnAnswer() throws Exception {
        pipeline.behave((_, sink, _) -> {
            sink.answering(FakePipeline.EXPERT, 1);
            return FakePipeline.answer(new Reply.Streamed());
        });

        var response = post(CHAT, chat(",\"stream\":true"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"stop\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void complete_failureAfterFirstToken_isErrorEventWithoutDone() throws Exception {
        pipeline.behave((_, sink, _) -> {
            sink.answering(FakePipeline.EXPERT, 1);
            sink.text("The answer");
            return FakePipeline.failure(Reply.Failure.of(Reply.Failure.Kind.CUT, "the stream was cut"));
        });

        var response = post(CHAT, chat(",\"stream\":true"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .endsWith("data: {\"error\":{\"message\":\"the stream was cut\",\"type\":\"server_error\","
                        + "\"param\":null,\"code\":\"expert_cut\"}}\n\n")
                .doesNotContain("[DONE]");
    }

    @Test
    void complete_bugAfterFirstToken_isErrorEventWithoutDone() throws Exception {
        pipeline.behave((_, sink, _) -> {
            sink.text("The answer");
            throw new IllegalStateException("secret detail");
        });

        var response = post(CHAT, chat(",\"stream\":true"));

        assertThat(response.body())
                .contains("data: {\"error\":{")
                .doesNotContain("[DONE]")
                .doesNotContain("secret");
    }

    @Test
    void complete_bug_is500WithoutDetail() throws Exception {
        pipeline.behave((_, _, _) -> {
            throw new IllegalStateException("secret detail");
        });

        var response = post(CHAT, chat(""));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("\"type\":\"server_error\"").doesNotContain("secret");
        assertThat(response.headers().firstValue("x-signalbox-decision"))
                .hasValue(pipeline.last().id());
        assertThat(response.headers().firstValue("x-signalbox-policy")).hasValue("auto");
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED,400,invalid_request_error,no_expert_admitted",
        "REJECTED,400,invalid_request_error,rejected_by_expert",
        "TOO_LONG,400,invalid_request_error,context_length_exceeded",
        "UNAUTHORIZED,502,server_error,expert_unauthorized",
        "THROTTLED,429,requests,rate_limit_exceeded",
        "TIMED_OUT,504,server_error,expert_timed_out",
        "UNAVAILABLE,503,server_error,expert_unavailable",
        "MALFORMED,502,server_error,expert_malformed",
        "CUT,502,server_error,expert_cut",
        "OVERLOADED,503,server_error,expert_overloaded",
        "BREAKER_OPEN,503,server_error,expert_breaker_open",
        "COST_CAPPED,402,invalid_request_error,cost_cap_exceeded",
        "CANCELLED,499,invalid_request_error,cancelled"
    })
    void complete_failureBeforeFirstToken_isPlainError(Reply.Failure.Kind kind, int status, String type, String code)
            throws Exception {
        pipeline.behave(
                (_, _, _) -> FakePipeline.failure(new Reply.Failure(kind, "why", Duration.ofMillis(1500), Usage.NONE)));

        for (var more : new String[] {"", ",\"stream\":true"}) {
            var response = post(CHAT, chat(more));

            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body())
                    .isEqualTo("{\"error\":{\"message\":\"why\",\"type\":\"" + type + "\",\"param\":null,\"code\":\""
                            + code + "\"}}");
            assertThat(response.headers().firstValue("retry-after")).hasValue("2");
            assertThat(response.headers().firstValue("x-signalbox-cost-usd")).hasValue("0.000005");
            assertThat(response.headers().firstValue("x-signalbox-attempts")).hasValue("3");
            assertThat(response.headers().firstValue("x-signalbox-policy")).hasValue("auto");
        }
    }

    private static void assertRoute(Map<String, List<String>> headers, String cost, String attempts) {
        assertThat(headers)
                .containsEntry("x-signalbox-policy", List.of("auto"))
                .containsEntry("x-signalbox-expert", List.of(FakePipeline.EXPERT))
                .containsEntry("x-signalbox-cost-usd", List.of(cost))
                .containsEntry("x-signalbox-attempts", List.of(attempts))
                .containsKey("x-signalbox-decision");
    }
}
