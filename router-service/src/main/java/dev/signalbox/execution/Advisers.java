package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.policy.Consultation;
import java.util.List;

/** Asks experts for advice on a query, as carefully as an executor asks them for an answer. */
@FunctionalInterface
public interface Advisers {

    /**
     * Asks side by side and waits for all, no longer than the consultation and the request's deadline allow. A fired
     * {@code cancellation} stops every call under way at once.
     */
    Heard ask(Consultation consultation, Query query, Cancellation cancellation);

    /**
     * What came of asking.
     *
     * @param replies one for each inquiry, in order
     * @param prelude the calls behind them
     */
    record Heard(List<Reply> replies, Prelude prelude) {
        public Heard {
            replies = List.copyOf(replies);
        }
    }
}
