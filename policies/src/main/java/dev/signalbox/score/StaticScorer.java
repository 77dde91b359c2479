package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Scores an expert by what its card declares; the question does not matter, its length does. */
@ScorerSpec(name = "static", summary = "Declared quality, price and latency of each expert")
public final class StaticScorer implements Scorer, Explains {

    public StaticScorer(Config config) {
        requireNonNull(config);
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            scores.add(Expectation.declared(features, card));
        }
        return new Scorecard(scores);
    }

    @Override
    public Optional<Factored> factored(List<ExpertCard> experts) {
        return Optional.of(Factoring.of(experts, 0, _ -> new float[0], _ -> Optional.empty()));
    }

    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var declared = new HashMap<String, Double>();
        candidates.forEach(card -> declared.put(card.name(), card.declared().quality()));
        return List.of(new Reason.Declared(declared));
    }

    /** Has no options. */
    public record Config() {}
}
