package dev.signalbox.score;

import java.util.random.RandomGenerator;

/**
 * How the numbers that were read from a question and those that describe an expert make the log-odds that its answer is
 * good. {@link Latent} learns both kinds of numbers. Stateless; safe for concurrent use.
 *
 * <pre>
 *   read     [inputs]      of the question
 *   experts  [m][numbers]  in one array; an expert's begin at {@code at}
 * </pre>
 */
interface Head {

    /** Numbers read from a question. */
    int inputs();

    /** Numbers that describe an expert. */
    int numbers();

    /** Of an expert's numbers the first so many are pulled towards 0; the rest only place its mean. */
    int pulled();

    /**
     * Writes the numbers of an expert of which nothing but its mean quality is known.
     *
     * @param odds log-odds of that mean
     */
    void start(float[] experts, int at, double odds, RandomGenerator random);

    double logit(double[] read, float[] experts, int at);

    /**
     * Adds {@code times} the slopes of the log-odds.
     *
     * @param ofRead [inputs]
     * @param ofExperts [m][numbers]
     */
    void slope(double times, double[] read, float[] experts, int at, double[] ofRead, float[] ofExperts);
}
