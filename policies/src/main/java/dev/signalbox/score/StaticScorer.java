package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.List;

/** Scores an expert by what its card declares; the question does not matter, its length does. */
@ScorerSpec(name = "static", summary = "Declared quality, price and latency of each expert")
public final class StaticScorer implements Scorer {

    public StaticScorer(Config config) {
        requireNonNull(config);
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return new Scorecard(candidates.stream()
                .map(card -> Expectation.declared(features, card))
                .toList());
    }

    /** Has no options. */
    public record Config() {}
}
