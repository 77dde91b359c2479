package dev.signalbox.numeric;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Minimises the mean loss of examples by {@link Adam} on mini-batches, gone through in shuffled order; the step falls to
 * zero along half a cosine (Loshchilov and Hutter 2016, <a href="https://arxiv.org/abs/1608.03983">arXiv:1608.03983</a>,
 * without restarts), so that the last batches do not decide where it stops.
 *
 * @param epochs how often every example is seen
 * @param leastSteps few examples are gone through more often, until there were as many steps
 * @param batch examples for a step, at most
 * @param rate of the first step
 */
public record Descent(int epochs, int leastSteps, int batch, double rate) {

    public Descent {
        if (epochs < 1 || leastSteps < 1 || batch < 1 || !(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("descent: epochs " + epochs + ", leastSteps " + leastSteps + ", batch "
                    + batch + ", rate " + rate + ", expected all above 0");
        }
    }

    /** The slope of a loss at the parameters being fitted, which the implementation shares with the descent. */
    public interface Slope {

        /**
         * Adds the slope of the mean loss over some examples, penalties included.
         *
         * @param examples their indexes
         * @param slope [p] zero before
         */
        void add(int[] examples, float[] slope);
    }

    /**
     * Fits.
     *
     * @param parameters [p] where to start, changed in place
     * @param examples how many there are, at least one
     */
    public void minimise(float[] parameters, int examples, Slope loss, RandomGenerator random) {
        var order = new int[examples];
        Arrays.setAll(order, i -> i);
        var adam = new Adam(parameters.length);
        var slope = new float[parameters.length];
        int steps = Math.max(leastSteps, epochs * Math.ceilDiv(examples, batch));
        int step = 0;
        while (step < steps) {
            shuffle(order, random);
            for (int from = 0; from < examples && step < steps; from += batch) {
                Arrays.fill(slope, 0);
                loss.add(Arrays.copyOfRange(order, from, Math.min(examples, from + batch)), slope);
                adam.step(parameters, slope, rate * (1 + Math.cos(Math.PI * step / steps)) / 2);
                step++;
            }
        }
    }

    private static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
}
