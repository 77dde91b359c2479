package dev.signalbox.score;

import java.util.Arrays;

/**
 * A straight line for each expert from what is predicted of it to what came true, so that predictions mean what they say:
 * quality = scale * predicted + shift. Fitted by least squares on predictions for questions that the predictor had not seen,
 * pulled towards a scale of 1 by as much as {@value #PRIOR} questions say.
 *
 * <p>The best expert's line is then flattened towards its mean: of {@link #FLATTENED}, by the most with which the differences
 * between experts are missed by no more than one standard error more than without (Breiman et al. 1984, the one-standard-error
 * rule). Whether to ask the best expert should depend on where the others fail; where the best one itself falls off is told
 * by few misses.
 *
 * <pre>
 *   predicted, known  [n][m]  known is NaN where not graded
 *   scale, shift      [m]     scale in [0, {@value #STEEPEST}]; 1 and 0 of an expert without a grade
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // a result on its way to a snapshot, never compared
record Adjustment(double[] scale, double[] shift) {

    private static final double PRIOR = 50;
    private static final double STEEPEST = 2;
    private static final double[] FLATTENED = {0.8, 0.85, 0.9, 0.95};

    static Adjustment fit(double[][] predicted, double[][] known) {
        int m = known[0].length;
        var lines = new Line[m];
        Arrays.setAll(lines, e -> Line.through(predicted, known, e));
        int best = 0;
        for (int e = 1; e < m; e++) {
            best = lines[e].meanKnown() > lines[best].meanKnown() ? e : best;
        }
        if (m > 1) {
            lines[best] = flattened(lines, best, predicted, known);
        }
        var adjustment = new Adjustment(new double[m], new double[m]);
        for (int e = 0; e < m; e++) {
            adjustment.scale[e] = lines[e].slope();
            adjustment.shift[e] = lines[e].meanKnown() - lines[e].slope() * lines[e].mean();
        }
        return adjustment;
    }

    private static Line flattened(Line[] lines, int best, double[][] predicted, double[][] known) {
        for (double by : FLATTENED) {
            var tried = lines.clone();
            tried[best] = lines[best].times(by);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < known.length; i++) {
                double worse = Targets.relativeError(at(tried, predicted[i]), known[i])
                        - Targets.relativeError(at(lines, predicted[i]), known[i]);
                sum += worse;
                squares += worse * worse;
            }
            double mean = sum / known.length;
            double error = Math.sqrt(Math.max(0, squares / known.length - mean * mean) / known.length);
            if (mean <= error) {
                return tried[best];
            }
        }
        return lines[best];
    }

    private static double[] at(Line[] lines, double[] predicted) {
        var adjusted = new double[lines.length];
        Arrays.setAll(adjusted, e -> lines[e].at(predicted[e]));
        return adjusted;
    }

    /** Of one expert, through the means of what was predicted and what is known. */
    private record Line(double slope, double mean, double meanKnown) {

        static Line through(double[][] predicted, double[][] known, int e) {
            double count = 0;
            double x = 0;
            double y = 0;
            double xx = 0;
            double xy = 0;
            for (int i = 0; i < known.length; i++) {
                if (!Double.isNaN(known[i][e])) {
                    count++;
                    x += predicted[i][e];
                    y += known[i][e];
                    xx += predicted[i][e] * predicted[i][e];
                    xy += predicted[i][e] * known[i][e];
                }
            }
            if (count == 0) {
                return new Line(1, 0, 0);
            }
            double variance = Math.max(0, xx / count - x / count * x / count);
            double covariance = xy / count - x / count * y / count;
            double slope = variance > 1e-12 ? (count * covariance / variance + PRIOR) / (count + PRIOR) : 1;
            return new Line(Math.clamp(slope, 0.0, STEEPEST), x / count, y / count);
        }

        double at(double predicted) {
            return meanKnown + slope * (predicted - mean);
        }

        Line times(double by) {
            return new Line(slope * by, mean, meanKnown);
        }
    }
}
