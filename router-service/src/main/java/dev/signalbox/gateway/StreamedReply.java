package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a completion as server-sent events while it comes. The response is committed with the first token and not
 * before, so that until then a failure can still become another expert's answer or a plain HTTP error.
 *
 * <p>Locked, because an expert that was given up may still hold the sink: after {@link #close} a late token is dropped
 * rather than written into whatever the connection carries by then.
 */
final class StreamedReply implements ChatReply, ReplySink {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(UTF_8);

    private final HttpServletResponse response;
    private final Completion completion;
    private final Extras extras;
    private final Cancellation cancellation;

    private String expert = "";
    private int attempt;
    private boolean committed;
    private boolean over;
    private @Nullable TextChunks chunks;

    StreamedReply(HttpServletResponse response, Completion completion, Extras extras, Cancellation cancellation) {
        this.response = response;
        this.completion = completion;
        this.extras = extras;
        this.cancellation = cancellation;
    }

    /**
     * What the caller wants besides the answer.
     *
     * @param usage a chunk with the tokens used
     * @param trace a comment with cost and attempts
     */
    record Extras(boolean usage, boolean trace) {}

    @Override
    public ReplySink sink() {
        return this;
    }

    @Override
    public synchronized void answering(String name, int number) {
        if (!committed) {
            expert = name;
            attempt = number;
        }
    }

    @Override
    public synchronized void text(String delta) {
        text(delta, List.of());
    }

    @Override
    public synchronized void text(String delta, List<Logprob> logprobs) {
        send(ByteBuffer.wrap(chunks().delta(delta, logprobs)));
    }

    @Override
    public synchronized void event(ByteBuffer event) {
        send(event);
    }

    @Override
    public synchronized void finish(Execution execution) throws IOException {
        switch (execution.reply()) {
            case Reply.Failure failure
            when committed -> send(ByteBuffer.wrap(ApiError.of(failure).event()));
            case Reply.Failure failure -> {
                ReplyHeaders.executed(response, execution.outcome());
                ApiError.of(failure).writeTo(response);
            }
            case Reply.Answer answer -> end(answer, execution);
        }
    }

    @Override
    public synchronized void close() {
        over = true;
    }

    private void end(Reply.Answer answer, Execution execution) {
        switch (answer.content()) {
            case Reply.Text text -> text(text.text(), text.logprobs());
            case Reply.Streamed _ -> {}
            case Reply.Body _ -> throw new IllegalStateException("a stream was asked for, a whole body came");
        }
        var end = new StringBuilder();
        if (chunks != null || !committed) {
            chunks().finish(answer.finish(), end);
        }
        if (extras.usage()) {
            end.append(usage(answer));
        }
        if (extras.trace()) {
            end.append(": signalbox cost-usd=")
                    .append(ReplyHeaders.usd(execution.outcome().microUsd()));
            end.append(" attempts=")
                    .append(execution.outcome().answering().size())
                    .append("\n\n");
        }
        var bytes = ByteBuffer.allocate(end.length() * 3 + DONE.length);
        send(bytes.put(end.toString().getBytes(UTF_8)).put(DONE).flip());
    }

    /** The expert's own event where it sent one: it holds details that we do not count. */
    private CharSequence usage(Reply.Answer answer) {
        var own = answer.content() instanceof Reply.Streamed streamed ? streamed.usage() : null;
        return own == null
                ? completion.chunkFront(expert) + "[],\"usage\":" + Completion.usage(answer.usage()) + "}\n\n"
                : UTF_8.decode(own);
    }

    private TextChunks chunks() {
        if (chunks == null) {
            chunks = new TextChunks(completion.chunkFront(expert), extras.usage());
        }
        return chunks;
    }

    /** A client that left is not an error of the expert's: it fires the cancellation, and the rest is dropped. */
    private void send(ByteBuffer bytes) {
        if (over) {
            return;
        }
        try {
            commit();
            var out = response.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            over = true;
            cancellation.cancel();
        }
    }

    private void commit() {
        if (committed) {
            return;
        }
        committed = true;
        ReplyHeaders.answering(response, expert, attempt);
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("cache-control", "no-cache");
        // Asks a proxy in front not to hold tokens back.
        response.setHeader("x-accel-buffering", "no");
    }
}
