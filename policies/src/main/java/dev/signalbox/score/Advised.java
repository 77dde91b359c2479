package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What scorers that ask experts have in common: whom it pays to ask about, and how advice moves an expectation. */
final class Advised {

    private Advised() {}

    /** The {@code most} candidates of highest quality by the stand-in, in their own order; nobody when there is no choice. */
    static List<ExpertCard> promising(Scorer standIn, Features features, List<ExpertCard> candidates, int most) {
        if (candidates.size() < 2 || candidates.size() <= most) {
            return candidates.size() < 2 ? List.of() : candidates;
        }
        var best = standIn.score(features, candidates).scores().stream()
                .sorted(Comparator.comparingDouble(Score::quality).reversed())
                .limit(most)
                .map(Score::expert)
                .collect(Collectors.toSet());
        return candidates.stream().filter(card -> best.contains(card.name())).toList();
    }

    /** The card with other qualities; cost, latency and uncertainty stay. */
    static Scorecard moved(Scorecard expected, ToDoubleFunction<Score> quality) {
        return new Scorecard(expected.scores().stream()
                .map(score -> new Score(
                        score.expert(),
                        Math.clamp(quality.applyAsDouble(score), 0.0, 1.0),
                        score.uncertainty(),
                        score.microUsd(),
                        score.latency()))
                .toList());
    }

    /**
     * What moved a quality that is a mean of what was told and what was expected.
     *
     * @param prior weight of the expectation, where what was told weighs 1
     */
    static List<Reason> shrunk(
            StandIn standIn,
            Features features,
            List<ExpertCard> candidates,
            double prior,
            ToDoubleFunction<Score> told) {
        var reasons = Explains.of(standIn.scorer(), features, candidates);
        if (!features.advice().isUsable()) {
            return reasons;
        }
        var expected = standIn.scorer().score(features, candidates);
        var parts = new ArrayList<>(
                List.of(new Reason.Part("advice", 1 / (1 + prior), qualities(moved(expected, told)), List.of())));
        parts.add(
                prior <= 1 ? 1 : 0, new Reason.Part(standIn.name(), prior / (1 + prior), qualities(expected), reasons));
        return List.of(new Reason.Mixed(parts, Map.of()));
    }

    static Map<String, Double> qualities(Scorecard card) {
        return card.scores().stream()
                .collect(Collectors.toMap(Score::expert, Score::quality, (first, _) -> first, TreeMap::new));
    }

    /** The scorer that scores where nobody has a say. */
    record StandIn(String name, Scorer scorer) {}

    /** By name; who is named twice counts once. */
    static Map<String, ExpertCard> byName(List<ExpertCard> cards) {
        var byName = new TreeMap<String, ExpertCard>();
        cards.forEach(card -> byName.putIfAbsent(card.name(), card));
        return byName;
    }

    static void requirePositive(String option, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(option + ": " + value + ", expected a finite number above 0");
        }
    }

    static void requirePrior(double prior) {
        if (!(prior >= 0 && Double.isFinite(prior))) {
            throw new IllegalArgumentException("prior: " + prior + ", expected a finite number not below 0");
        }
    }

    static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + ", expected at least 1");
        }
    }
}
