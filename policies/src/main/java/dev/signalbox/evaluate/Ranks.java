package dev.signalbox.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Places of scores among those of their own fold, in (0, 1). Scores of two folds come from two fits: a fold whose training
 * rows favour an expert by chance has test rows that favour it less, so comparing across folds would count against every
 * router. Equal scores share the middle place.
 */
final class Ranks {

    private Ranks() {}

    /**
     * @param foldOf [n] the fold of each score
     * @param score [n]
     */
    static double[] within(int[] foldOf, double[] score) {
        var ranks = new double[score.length];
        int folds = Arrays.stream(foldOf).max().orElse(-1) + 1;
        for (int fold = 0; fold < folds; fold++) {
            int wanted = fold;
            place(
                    IntStream.range(0, score.length)
                            .filter(query -> foldOf[query] == wanted)
                            .boxed()
                            .sorted(Comparator.comparingDouble(query -> score[query]))
                            .mapToInt(Integer::intValue)
                            .toArray(),
                    score,
                    ranks);
        }
        return ranks;
    }

    private static void place(int[] order, double[] score, double[] ranks) {
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && score[order[to]] == score[order[from]]) {
                to++;
            }
            for (int at = from; at < to; at++) {
                ranks[order[at]] = (from + to) / 2.0 / order.length;
            }
            from = to;
        }
    }
}
