package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

final class StreamedReplyTest {

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final StreamedReply reply = reply(false);

    @Test
    void answering_noTokenYet_commitsNothing() {
        reply.answering("first", 1);

        assertThat(response.isCommitted()).isFalse();
        assertThat(response.getHeaderNames()).isEmpty();
    }

    @Test
    void event_secondExpert_isNamed() {
        reply.answering("first", 1);
        reply.answering("second", 2);
        reply.event(ByteBuffer.wrap("data: {}\n\n".getBytes(UTF_8)));

        assertThat(response.isCommitted()).isTrue();
        assertThat(response.getHeader("x-signalbox-expert")).isEqualTo("second");
        assertThat(response.getHeader("x-signalbox-attempts")).isEqualTo("2");
    }

    @Test
    void text_afterClose_isDropped() throws Exception {
        reply.answering("first", 1);
        reply.text("4");
        reply.finish(FakePipeline.answer(new Reply.Streamed()));
        reply.close();
        var sent = response.getContentAsString();

        reply.text("5");
        reply.event(ByteBuffer.wrap("data: {}\n\n".getBytes(UTF_8)));

        assertThat(response.getContentAsString()).isEqualTo(sent).endsWith("data: [DONE]\n\n");
    }

    @Test
    void finish_usageWanted_sendsTheExpertsOwnEventVerbatim() throws Exception {
        var own = "data: {\"choices\":[],\"usage\":{\"completion_tokens_details\":{\"reasoning_tokens\":3}}}\n\n";
        var wanting = reply(true);
        wanting.answering("first", 1);
        wanting.event(ByteBuffer.wrap("data: {}\n\n".getBytes(UTF_8)));
        wanting.finish(FakePipeline.answer(new Reply.Streamed(ByteBuffer.wrap(own.getBytes(UTF_8)))));

        assertThat(response.getContentAsString()).isEqualTo("data: {}\n\n" + own + "data: [DONE]\n\n");
    }

    @Test
    void finish_usageNotWanted_keepsTheExpertsOwnEvent() throws Exception {
        reply.answering("first", 1);
        reply.event(ByteBuffer.wrap("data: {}\n\n".getBytes(UTF_8)));
        reply.finish(FakePipeline.answer(new Reply.Streamed(ByteBuffer.wrap("data: 1\n\n".getBytes(UTF_8)))));

        assertThat(response.getContentAsString()).isEqualTo("data: {}\n\ndata: [DONE]\n\n");
    }

    private StreamedReply reply(boolean usage) {
        return new StreamedReply(
                response,
                Completion.of("req_1", 1_700_000_000),
                new StreamedReply.Extras(usage, false),
                new Cancellation());
    }

    @Test
    void text_firstChunk_isOpenAiShape() throws Exception {
        reply.answering("local/sums", 1);
        reply.text("4");

        assertThat(response.getContentAsString())
                .isEqualTo("data: {\"id\":\"chatcmpl-req_1\",\"object\":\"chat.completion.chunk\","
                        + "\"created\":1700000000,\"model\":\"local/sums\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"role\":\"assistant\",\"content\":\"4\"},\"finish_reason\":null}]}\n\n");
    }
}
