package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;

/**
 * What a scorer says of many experts, as inner products: quality, cost and latency of an expert are about a vector of the
 * expert times one of the question. It finds the most promising of thousands of experts without scoring each; those are
 * then scored by the scorer itself, so it may leave out what bends a straight line, such as a cap or a clamp.
 */
public interface Factored {

    /** The question as a vector [d], as long for every question. */
    float[] question(Features features);

    Factors expert(ExpertCard card);

    /** Whether quality is the product bent by the logistic function, not the product itself. */
    default boolean isLogistic() {
        return false;
    }

    /**
     * An expert as vectors, each as long as a question's. The arrays are shared, not copied.
     *
     * @param quality [d], in [0, 1] when multiplied; log-odds where that is {@linkplain Factored#isLogistic bent}
     * @param microUsd [d]
     * @param seconds [d]
     */
    @SuppressWarnings("ArrayRecordComponent") // thousands on their way into an index, never compared
    record Factors(float[] quality, float[] microUsd, float[] seconds) {}
}
