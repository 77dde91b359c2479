package dev.signalbox.gateway;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends a completion in one piece. */
final class WholeReply implements ChatReply {

    private final HttpServletResponse response;
    private final Completion completion;

    WholeReply(HttpServletResponse response, Completion completion) {
        this.response = response;
        this.completion = completion;
    }

    @Override
    public ReplySink sink() {
        return ReplySink.NONE;
    }

    @Override
    public void finish(Execution execution) throws IOException {
        ReplyHeaders.executed(response, execution.outcome());
        switch (execution.reply()) {
            case Reply.Failure failure -> ApiError.of(failure).writeTo(response);
            case Reply.Answer answer -> send(answer, execution);
        }
    }

    @Override
    public void close() {
        // Nothing can come: the sink takes nothing.
    }

    private void send(Reply.Answer answer, Execution execution) throws IOException {
        var json = switch (answer.content()) {
            case Reply.Body body -> body.json();
            case Reply.Text text -> ByteBuffer.wrap(completion.whole(expert(execution), text, answer));
            case Reply.Streamed _ -> throw new IllegalStateException("a whole reply was asked for, it was streamed");
        };
        response.setContentType("application/json");
        response.setContentLength(json.remaining());
        response.getOutputStream().write(json);
    }

    private static String expert(Execution execution) {
        var expert = execution.outcome().expert();
        if (expert == null) {
            throw new IllegalStateException("an answer by nobody");
        }
        return expert;
    }
}
