package dev.signalbox.experts;

/**
 * Answers queries: a hosted LLM, an agent, a local model. Safe for concurrent use.
 *
 * <p>An expected failure (throttled, timed out, refused) is a {@link Reply.Failure}; an exception is a bug.
 */
public interface Expert extends AutoCloseable {

    /**
     * Asks and waits. For a streaming query the tokens go to {@code sink} as they come and the reply closes the account;
     * otherwise the sink is not touched and the reply holds the whole content.
     *
     * <p>Returns soon after {@link Call#cancellation()} fires, with what was used until then, having stopped the work at
     * its origin.
     */
    Reply ask(Query query, ReplySink sink, Call call);

    /** Frees what the expert holds. The default holds nothing. */
    @Override
    default void close() {}
}
