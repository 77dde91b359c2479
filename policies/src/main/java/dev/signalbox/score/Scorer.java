package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.List;
import java.util.Optional;

/** Predicts. Pure: same features, candidates and snapshot, same scorecard. Safe for concurrent use. */
public interface Scorer {

    /** One score for each candidate and no other; an empty list gives an empty card. */
    Scorecard score(Features features, List<ExpertCard> candidates);

    /** The domain that a question is most likely of; empty for a scorer that knows none by name. */
    default Optional<String> domain(Features features) {
        return Optional.empty();
    }

    /** What finds the most promising of thousands of experts; empty for a scorer that is no inner product. */
    default Optional<Factored> factored(List<ExpertCard> experts) {
        return Optional.empty();
    }
}
