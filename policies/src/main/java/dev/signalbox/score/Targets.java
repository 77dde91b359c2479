package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Grades as numbers in rows of questions and columns of experts.
 *
 * <pre>
 *   [n][m]  NaN where the expert was not graded, or the measure is not known
 * </pre>
 */
final class Targets {

    private Targets() {}

    static double[][] quality(List<Observation> observations, List<String> experts) {
        return of(observations, experts, Grade::quality);
    }

    /** Generated tokens. */
    static double[][] tokens(List<Observation> observations, List<String> experts) {
        return of(observations, experts, Targets::tokens);
    }

    /** Generated tokens, NaN when not known. */
    static double tokens(Grade grade) {
        return grade.completionTokens() > 0 ? (double) grade.completionTokens() : Double.NaN;
    }

    /** Of one newcomer, [n]. */
    static double[] of(Newcomers newcomers, int expert, ToDoubleFunction<Grade> measure) {
        var name = newcomers.names().get(expert);
        return newcomers.few().observations().stream()
                .mapToDouble(observation -> {
                    var grade = observation.grades().get(name);
                    return grade == null ? Double.NaN : measure.applyAsDouble(grade);
                })
                .toArray();
    }

    private static double[][] of(
            List<Observation> observations, List<String> experts, ToDoubleFunction<Grade> measure) {
        var values = new double[observations.size()][experts.size()];
        for (int i = 0; i < values.length; i++) {
            for (int e = 0; e < experts.size(); e++) {
                var grade = observations.get(i).grades().get(experts.get(e));
                values[i][e] = grade == null ? Double.NaN : measure.applyAsDouble(grade);
            }
        }
        return values;
    }

    /**
     * Squared misses of the differences between experts: what a choice among them depends on. That a question is hard for
     * everybody shifts all of them alike and says nothing of whom to ask; a lone expert is judged by the plain miss.
     */
    static double relativeError(double[] predicted, double[] known) {
        double predictedMean = 0;
        double knownMean = 0;
        int count = 0;
        for (int e = 0; e < known.length; e++) {
            if (!Double.isNaN(known[e])) {
                predictedMean += predicted[e];
                knownMean += known[e];
                count++;
            }
        }
        double shift = count > 1 ? (predictedMean - knownMean) / count : 0;
        double sum = 0;
        for (int e = 0; e < known.length; e++) {
            double miss = predicted[e] - known[e] - shift;
            sum += Double.isNaN(known[e]) ? 0 : miss * miss;
        }
        return sum;
    }

    /** The columns of both, side by side. */
    static double[][] beside(double[][] left, double[][] right) {
        var both = new double[left.length][];
        for (int i = 0; i < both.length; i++) {
            both[i] = Arrays.copyOf(left[i], left[i].length + right[i].length);
            System.arraycopy(right[i], 0, both[i], left[i].length, right[i].length);
        }
        return both;
    }
}
