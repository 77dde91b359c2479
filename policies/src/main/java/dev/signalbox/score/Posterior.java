package dev.signalbox.score;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;

/**
 * What one expert's {@link Evidence} lets one believe of its quality and tokens as linear functions of a question: the
 * posterior of Bayesian linear regression, whose prior says that every question is like the mean of all.
 *
 * <pre>
 *   covariance  [q*q]  inverse of the evidence's squares and the prior's, for noise of variance 1
 *   quality     [q]    expected weights, around {@code usual}
 *   tokens      [q]    the same of completion tokens; none where not every grade tells them
 *   noise       [1]    variance of a grade, at most 1/4
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // read from a snapshot for a scorer's lifetime, never compared
record Posterior(
        float[] covariance, double usual, double[] quality, double usualTokens, double[] tokens, double noise) {

    /** The widest variance of a value in [0, 1], as one grade beside the expert's own. */
    private static final double WIDEST = 0.25;

    /**
     * @param prior grades that each coordinate's prior counts for, above 0
     * @param usual quality of an expert that nothing is known of
     */
    static Posterior of(Evidence evidence, int expert, int q, double prior, double usual) {
        var left = DMatrixRMaj.wrap(q, q, evidence.squares(expert).clone());
        for (int i = 0; i < q; i++) {
            left.add(i, i, prior);
        }
        var solver = LinearSolverFactory_DDRM.symmPosDef(q);
        if (!solver.setA(left.copy())) {
            throw new IllegalArgumentException("snapshot: evidence of expert " + expert + " is no sum of squares");
        }
        var inverse = new DMatrixRMaj(q, q);
        solver.invert(inverse);
        double grades = evidence.mean(expert, Evidence.GRADES);
        double spread =
                evidence.mean(expert, Evidence.SQUARED_QUALITY) - Math.pow(evidence.mean(expert, Evidence.QUALITY), 2);
        var sums = Arrays.copyOf(evidence.squares(expert), q); // the first row: each coordinate times 1
        var quality = new double[q];
        var tokens = new double[q];
        boolean counted = grades > 0 && evidence.mean(expert, Evidence.WITH_TOKENS) == grades;
        double usualTokens = counted ? evidence.tokensTimes(expert, 0) / grades : 0;
        for (int i = 0; i < q; i++) {
            quality[i] = evidence.qualityTimes(expert, i) - usual * sums[i];
            tokens[i] = evidence.tokensTimes(expert, i) - usualTokens * sums[i];
        }
        return new Posterior(
                floats(inverse),
                usual,
                times(inverse, quality),
                usualTokens,
                times(inverse, tokens),
                (Math.max(0, spread) * grades + WIDEST) / (grades + 1));
    }

    double quality(double[] x) {
        return usual + dot(quality, x);
    }

    /** At least 1, or 0 when not known. */
    double tokens(double[] x) {
        return usualTokens > 0 ? Math.max(1, usualTokens + dot(tokens, x)) : 0;
    }

    /** Standard deviation of {@link #quality}. */
    double deviation(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double row = 0;
            for (int j = 0; j < x.length; j++) {
                row += covariance[i * x.length + j] * x[j];
            }
            sum += x[i] * row;
        }
        return Math.sqrt(noise * Math.max(0, sum));
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[] times(DMatrixRMaj matrix, double[] vector) {
        var product = new double[vector.length];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                product[i] += matrix.get(i, j) * vector[j];
            }
        }
        return product;
    }

    private static float[] floats(DMatrixRMaj matrix) {
        var floats = new float[matrix.getNumElements()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) matrix.get(i);
        }
        return floats;
    }
}
