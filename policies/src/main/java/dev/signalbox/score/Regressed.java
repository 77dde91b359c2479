package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Shrinkage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns what a regression predicts into scores: quality as predicted, cost by predicted tokens, latency as observed.
 *
 * <p>Uncertainty is that of a mean over n / df questions, where n graded ones were fitted with df effective degrees of
 * freedom. An expert without a grade is scored by its card.
 *
 * <pre>
 *   predicted  [2m]    quality, then tokens, of each expert of the snapshot
 *   freedom    [1][1]  effective degrees of freedom
 * </pre>
 */
final class Regressed {

    static final String FREEDOM = "freedom";

    private static final double HALF = 0.5;

    private final Charges charges;
    private final double freedom;
    private final Map<String, Integer> experts = new HashMap<>();

    private Regressed(Charges charges, double freedom) {
        this.charges = charges;
        this.freedom = freedom;
    }

    static Regressed of(Snapshot snapshot) {
        var regressed =
                new Regressed(Charges.of(snapshot), snapshot.matrix(FREEDOM).at(0, 0));
        for (var expert : snapshot.experts()) {
            regressed.experts.put(expert, regressed.experts.size());
        }
        return regressed;
    }

    /** Graded experts by their place in the snapshot. */
    Map<String, Integer> experts() {
        var graded = new HashMap<>(experts);
        graded.values().removeIf(expert -> charges.count(expert) == 0);
        return graded;
    }

    Scorecard scores(Features features, List<ExpertCard> candidates, double[] predicted) {
        return scores(features, candidates, predicted, card -> Expectation.declared(features, card));
    }

    /** @param ungraded scores an expert without a grade */
    Scorecard scores(
            Features features, List<ExpertCard> candidates, double[] predicted, Function<ExpertCard, Score> ungraded) {
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            scores.add(Optional.ofNullable(experts.get(card.name()))
                    .filter(expert -> charges.count(expert) > 0)
                    .map(expert -> score(features, card, expert, predicted))
                    .orElseGet(() -> ungraded.apply(card)));
        }
        return new Scorecard(scores);
    }

    /** The widest uncertainty that any graded expert's score can have. */
    double widest() {
        double fewest =
                experts().values().stream().mapToDouble(charges::count).min().orElse(0);
        return Shrinkage.uncertainty(HALF, fewest / Math.max(1, freedom));
    }

    private Score score(Features features, ExpertCard card, int expert, double[] predicted) {
        double quality = Math.clamp(predicted[expert], 0.0, 1.0);
        double uncertainty = Shrinkage.uncertainty(quality, charges.count(expert) / Math.max(1, freedom));
        double tokens = charges.tokens(expert) > 0 ? Math.max(1, predicted[experts.size() + expert]) : 0;
        double microUsd = charges.microUsd(features, card, expert, tokens);
        return new Score(card.name(), quality, uncertainty, microUsd, charges.latency(expert));
    }
}
