package dev.signalbox.learning;

import dev.signalbox.features.Prompt;
import dev.signalbox.features.UnrecordedException;
import dev.signalbox.learn.Observation;
import dev.signalbox.pipeline.RecordedFeatures;
import dev.signalbox.store.DecisionStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Learning from recorded questions, of which each has the parts that its own decision looked at. Nothing says beforehand
 * which parts a learner reads, and none is made up: it shows when a record lacks one, and those that lack it are left out.
 */
final class Recollection {

    private Recollection() {}

    /** The question; empty when the decision did not look at an embedding, or the record lacks what it looked at. */
    static Optional<Prompt> question(DecisionStore.Row row) {
        if (row.facts().embedding() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordedFeatures.of(row).prompt());
        } catch (IllegalArgumentException _) {
            // it is from before features were kept, or its terms were not to be: nothing to learn from
            return Optional.empty();
        }
    }

    /**
     * What {@code learn} makes of as many of {@code questions} as have all that it reads. It is begun again, with fewer, for
     * each part that one of them turns out to lack, so it must do nothing but learn.
     */
    static <T> T of(List<Observation> questions, Function<List<Observation>, T> learn) {
        var known = questions;
        while (true) {
            try {
                return learn.apply(known);
            } catch (UnrecordedException e) {
                known = without(known, e);
            }
        }
    }

    private static List<Observation> without(List<Observation> questions, UnrecordedException lacking) {
        var known = questions.stream()
                .filter(one -> !one.prompt().lacks(lacking.part()))
                .toList();
        if (known.size() == questions.size()) {
            throw lacking; // all have it: it was not one of these that was read
        }
        return known;
    }
}
