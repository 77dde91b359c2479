package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.plan.Plan;

/** Runs a plan. */
@FunctionalInterface
public interface Executor {

    /**
     * Runs {@code plan} to its end and returns what came of it. Before the first token any failure moves to the next
     * expert of the plan; after it, never. A fired {@code cancellation} stops the call under way at once.
     *
     * @param before what the request had done for it already
     */
    Execution execute(Plan plan, Query query, Prelude before, ReplySink sink, Cancellation cancellation);

    /** Of a request that had nothing done for it before. */
    default Execution execute(Plan plan, Query query, ReplySink sink, Cancellation cancellation) {
        return execute(plan, query, Prelude.NONE, sink, cancellation);
    }
}
