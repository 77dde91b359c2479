package dev.signalbox.score;

import dev.signalbox.numeric.Shares;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What of a newcomer's grade is the question's doing. Questions differ in how hard they are beyond what can be foreseen,
 * for all experts alike; where known experts were graded on the labelled questions too, how far they missed what was
 * expected of them tells how far the newcomer would, and taking that off leaves less noise in the few grades.
 *
 * <p>Control variates: as much of the known experts' misses is taken off as explains the newcomer's, by {@link Shares}.
 * Their mean is zero over the questions that they were learned from, so nothing is taken off on average.
 *
 * <pre>
 *   predicted  [f][m]  quality of the known experts on the labels' questions
 *   misses     [f]     of the newcomer: grade less what was expected, NaN where not graded
 * </pre>
 */
final class Luck {

    private final double[][] off;

    private Luck(double[][] off) {
        this.off = off;
    }

    static Luck of(Newcomers newcomers, double[][] predicted) {
        var experts = newcomers.known().experts();
        var grades = Targets.quality(newcomers.few().observations(), experts);
        var off = new double[grades.length][experts.size()];
        for (int f = 0; f < off.length; f++) {
            for (int j = 0; j < experts.size(); j++) {
                off[f][j] = Double.isNaN(grades[f][j]) ? 0 : grades[f][j] - predicted[f][j];
            }
        }
        return new Luck(off);
    }

    /** The misses, less what the question did. */
    double[] without(double[] misses) {
        var graded = IntStream.range(0, misses.length)
                .filter(f -> !Double.isNaN(misses[f]))
                .toArray();
        boolean known = Arrays.stream(off).anyMatch(row -> Arrays.stream(row).anyMatch(miss -> miss != 0));
        if (graded.length == 0 || !known) {
            return misses;
        }
        var shares = Shares.fit(
                Arrays.stream(graded).mapToObj(f -> off[f]).toArray(double[][]::new),
                Arrays.stream(graded).mapToDouble(f -> misses[f]).toArray());
        var left = misses.clone();
        for (int f = 0; f < left.length; f++) {
            for (int j = 0; j < shares.length; j++) {
                left[f] -= shares[j] * off[f][j];
            }
        }
        return left;
    }
}
