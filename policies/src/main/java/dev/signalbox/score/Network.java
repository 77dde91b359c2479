package dev.signalbox.score;

import dev.signalbox.numeric.Odds;
import java.util.random.RandomGenerator;

/**
 * A small differentiable function from a question to the log-odds that each expert's answer is good. Holds its shape only,
 * not what was learned; safe for concurrent use.
 *
 * <pre>
 *   parameters  [p]  in one array, biases last
 *   x           [d]  direction of the question, as {@link Blend} has it
 * </pre>
 */
interface Network {

    int parameters();

    /** Of the parameters the first so many are pulled towards 0. */
    int pulled();

    /** @param odds [m] log-odds of each expert's mean quality */
    void start(float[] parameters, double[] odds, RandomGenerator random);

    /** [m] */
    double[] logits(float[] parameters, float[] x);

    /**
     * Adds the slope of one question's loss.
     *
     * @param known [m] in [0, 1], NaN where not graded
     * @param share of the question in the mean loss
     * @param random what to leave out, for networks that do
     */
    void learn(float[] parameters, float[] x, double[] known, double share, RandomGenerator random, float[] slope);

    /** [m] slope of the cross-entropy in each logit; 0 where not graded. */
    static double[] misses(double[] logits, double[] known, double share) {
        var misses = new double[logits.length];
        for (int e = 0; e < misses.length; e++) {
            misses[e] = Double.isNaN(known[e]) ? 0 : share * (Odds.likely(logits[e]) - known[e]);
        }
        return misses;
    }

    /** Adds {@code times} a vector to the part of {@code to} that starts at {@code at}. */
    static void add(float[] to, int at, double times, float[] vector) {
        float factor = (float) times;
        for (int f = 0; f < vector.length; f++) {
            to[at + f] += factor * vector[f];
        }
    }
}
