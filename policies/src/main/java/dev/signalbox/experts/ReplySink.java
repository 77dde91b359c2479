package dev.signalbox.experts;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes a streamed reply as it comes. Never throws for a client that left: that fires the call's cancellation.
 *
 * <p>An expert calls either {@link #text} or {@link #event}, and the first of either commits the reply: from then on no
 * other expert may answer. So an expert holds back everything until the first token.
 */
public interface ReplySink {

    /**
     * Says who is asked next: called before each attempt, the first counts as 1. The sender of the reply learns from it
     * whom to name when the first token commits the reply.
     */
    default void answering(String expert, int attempt) {}

    /** A piece of the answer, for experts that have no wire format. Never empty. */
    void text(String delta);

    /**
     * A piece of the answer, and how likely its tokens were.
     *
     * @param delta never empty
     * @param logprobs of the tokens that it is made of, as far as they were asked for
     */
    default void text(String delta, List<Logprob> logprobs) {
        text(delta);
    }

    /**
     * One server-sent event of the OpenAI chat dialect, verbatim: the bytes from {@code data:} to the blank line. Never
     * {@code [DONE]}, never the usage chunk that we asked for ourselves: the sender of the reply adds both.
     */
    void event(ByteBuffer event);

    /** For whole replies: nobody listens, and a token here is a bug. */
    ReplySink NONE = new ReplySink() {
        @Override
        public void text(String delta) {
            throw new IllegalStateException("a whole reply was asked for, a streamed token came");
        }

        @Override
        public void event(ByteBuffer event) {
            throw new IllegalStateException("a whole reply was asked for, a streamed event came");
        }
    };
}
