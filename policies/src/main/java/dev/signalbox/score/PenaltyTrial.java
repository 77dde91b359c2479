package dev.signalbox.score;

import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * Tries penalties of a model that is fitted by descent: which one tells the experts apart best on questions that the fit has
 * not seen.
 *
 * <p>The effective degrees of freedom follow from how much worse that fit does there: squared misses are expected to be
 * 1 - df / n of the noise where it learned and 1 + df / n elsewhere (Efron 2004, "The estimation of prediction error").
 *
 * @param inside what is fitted to
 * @param outside what is judged by, at least one question
 */
record PenaltyTrial<Q>(Graded<Q> inside, Graded<Q> outside) {

    /**
     * @param questions [n] as the model reads them
     * @param known [n][m] NaN where not graded
     */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    record Graded<Q>(Q[] questions, double[][] known) {

        double error(Function<Q, double[]> predict) {
            return Penalty.error(known.length, i -> predict.apply(questions[i]), known);
        }

        /** Mean squared miss. */
        double misses(Function<Q, double[]> predict) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < known.length; i++) {
                var predicted = predict.apply(questions[i]);
                for (int e = 0; e < predicted.length; e++) {
                    if (!Double.isNaN(known[i][e])) {
                        sum += Math.pow(predicted[e] - known[i][e], 2);
                        count++;
                    }
                }
            }
            return count == 0 ? 0 : sum / count;
        }
    }

    /** @param freedom effective degrees of freedom of the fit, at least 1 */
    record Chosen(double penalty, double freedom) {}

    /**
     * The best of {@code tried}, the first of equals; {@code usual} when no error is a number.
     *
     * @param fit gives what predicts a question's grades, [m], fitted to the inside under a penalty
     */
    Chosen best(double[] tried, double usual, DoubleFunction<Function<Q, double[]>> fit) {
        var best = new Chosen(usual, 1);
        double least = Double.POSITIVE_INFINITY;
        for (double penalty : tried) {
            var fitted = fit.apply(penalty);
            double error = outside.error(fitted);
            if (error < least) {
                least = error;
                best = new Chosen(penalty, freedom(fitted));
            }
        }
        return best;
    }

    private double freedom(Function<Q, double[]> fitted) {
        double within = inside.misses(fitted);
        double beyond = outside.misses(fitted);
        double share = within + beyond > 0 ? (beyond - within) / (beyond + within) : 0;
        return Math.max(1, share * inside.known().length);
    }
}
