package dev.signalbox.policy;

import dev.signalbox.gate.Objective;
import dev.signalbox.score.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A smallest change that gives a query to another expert: one weight of the objective raised or lowered to a bound, all
 * else as it was. Exact, because utility is linear in each weight: the best candidate stays best until the first of the
 * others' lines crosses its own.
 *
 * <p>It tells of utilities, as a gate that takes the best goes by them; chance and gates that weigh otherwise are not
 * foreseen.
 *
 * @param weight as policy files call it
 * @param now its value in force
 * @param bound from which on, or down to which, {@code expert} is the best; at it both are equal
 * @param expert who takes over
 */
public record Flip(Weight weight, double now, double bound, String expert) {

    /** The weights of an objective. */
    public enum Weight {
        QUALITY("quality"),
        PER_USD("per-usd"),
        PER_SECOND("per-second");

        private final String label;

        Weight(String label) {
            this.label = label;
        }

        /** As policy files write it. */
        public String label() {
            return label;
        }

        private double in(Objective objective) {
            return switch (this) {
                case QUALITY -> objective.quality();
                case PER_USD -> objective.perUsd();
                case PER_SECOND -> objective.perSecond();
            };
        }

        /** What utility gains when the weight grows by one. */
        private double slope(Score score) {
            return switch (this) {
                case QUALITY -> score.quality();
                case PER_USD -> -score.microUsd() / 1e6;
                case PER_SECOND -> -score.latency().toNanos() / 1e9;
            };
        }
    }

    /** True when the weight must rise to the bound or beyond, false when it must fall. */
    public boolean rises() {
        return bound > now;
    }

    /**
     * For each weight the nearest bound above it and the nearest below, where there are such; weights are at least 0.
     *
     * @param scores of all candidates; with fewer than two there is nothing to flip
     */
    static List<Flip> of(List<Score> scores, Objective objective) {
        var flips = new ArrayList<Flip>();
        scores.stream().max(Comparator.comparingDouble(objective::utility)).ifPresent(best -> {
            for (var weight : Weight.values()) {
                nearest(weight, best, scores, objective, true).ifPresent(flips::add);
                nearest(weight, best, scores, objective, false).ifPresent(flips::add);
            }
        });
        return List.copyOf(flips);
    }

    private static Optional<Flip> nearest(
            Weight weight, Score best, List<Score> scores, Objective objective, boolean above) {
        double now = weight.in(objective);
        return scores.stream()
                .filter(score -> !score.expert().equals(best.expert()))
                .flatMap(score -> crossing(weight, best, score, objective)
                        .filter(bound -> above ? bound > now : bound < now && bound >= 0)
                        .map(bound -> new Flip(weight, now, bound, score.expert()))
                        .stream())
                .min(Comparator.comparingDouble(flip -> Math.abs(flip.bound() - now)));
    }

    /** The value of the weight at which both are worth the same. */
    private static Optional<Double> crossing(Weight weight, Score best, Score other, Objective objective) {
        double lead = objective.utility(best) - objective.utility(other);
        double steepness = weight.slope(other) - weight.slope(best);
        double bound = weight.in(objective) + lead / steepness;
        return steepness == 0 || !Double.isFinite(bound) ? Optional.empty() : Optional.of(bound);
    }
}
