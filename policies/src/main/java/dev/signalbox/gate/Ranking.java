package dev.signalbox.gate;

import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Candidates by utility, best first. Ties go to the cheaper expert, then to the one declared first, so that a choice by
 * rank needs no chance.
 *
 * <pre>
 *   utilities  [n]  falling
 *   shares     [n]  softmax of utilities over a temperature; falling, sum to one
 * </pre>
 */
final class Ranking {

    private static final Comparator<Weighed> BEST_FIRST = Comparator.comparingDouble(Weighed::utility)
            .reversed()
            .thenComparingDouble(weighed -> weighed.score().microUsd());

    private final List<Score> scores;
    private final double[] utilities;

    private Ranking(List<Score> scores, double[] utilities) {
        this.scores = scores;
        this.utilities = utilities;
    }

    static Ranking of(Scorecard card, Objective objective) {
        return of(card.scores(), objective);
    }

    static Ranking of(List<Score> scores, Objective objective) {
        var weighed = new ArrayList<Weighed>(scores.size());
        for (var score : scores) {
            weighed.add(new Weighed(score, objective.utility(score)));
        }
        weighed.sort(BEST_FIRST);
        var sorted = new ArrayList<Score>(weighed.size());
        var utilities = new double[weighed.size()];
        for (var one : weighed) {
            utilities[sorted.size()] = one.utility();
            sorted.add(one.score());
        }
        return new Ranking(Collections.unmodifiableList(sorted), utilities);
    }

    int size() {
        return scores.size();
    }

    List<Score> scores() {
        return scores;
    }

    double utility(int rank) {
        return utilities[rank];
    }

    /** The best {@code count}, all of them when there are fewer. */
    Ranking best(int count) {
        int kept = Math.min(count, scores.size());
        return new Ranking(scores.subList(0, kept), Arrays.copyOf(utilities, kept));
    }

    double[] shares(double temperature) {
        return shares(IntStream.range(0, scores.size())
                .mapToDouble(rank -> (utilities[rank] - utilities[0]) / temperature)
                .toArray());
    }

    /** All of them, weighted by the softmax of their utilities. */
    Selection soft(double temperature) {
        return weighted(shares(temperature));
    }

    /**
     * All of them; one far below the best keeps a weight that a double can hold.
     *
     * @param weights [n], each at least 0, some above
     */
    Selection weighted(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        var choices = new ArrayList<Selection.Choice>();
        for (int rank = 0; rank < scores.size(); rank++) {
            double weight = Math.clamp(weights[rank] / sum, Double.MIN_NORMAL, 1.0);
            choices.add(new Selection.Choice(scores.get(rank).expert(), weight, 1));
        }
        return new Selection(choices);
    }

    /**
     * Softmax.
     *
     * @param logits [n], the first of them the largest
     */
    static double[] shares(double[] logits) {
        var shares = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp(logits[i] - logits[0]);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private record Weighed(Score score, double utility) {}
}
