package dev.signalbox.execution;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;

/**
 * One endpoint that serves an expert.
 *
 * @param card the expert's
 * @param name unique within the expert
 * @param expert what to ask
 * @param terms how we deal with it
 * @param guard what stands before it
 */
record Deployment(ExpertCard card, String name, Expert expert, Terms terms, Guard guard) {
    Deployment {
        requireNonNull(card);
        requireNonNull(name);
        requireNonNull(expert);
        requireNonNull(terms);
        requireNonNull(guard);
    }
}
