package dev.signalbox.gate;

import java.util.function.IntToDoubleFunction;

/**
 * A bet that a mean is above zero, against the claim that it is not. Were the claim true, a stake that is put on each
 * number in turn would hardly grow: it reaches {@code 1 / error} with a probability of at most {@code error} (Ville's
 * inequality). Nothing is assumed of the numbers but that they are independent, alike and no less than a known worst.
 *
 * <p>Waudby-Smith and Ramdas 2020, "Estimating means of bounded random variables by betting",
 * <a href="https://arxiv.org/abs/2010.09686">arXiv:2010.09686</a>; the predictable plug-in bets. Deviation: bets are one
 * sided, since only a mean above zero is of interest.
 *
 * <pre>
 *   x_i        the i-th number, at least -worst
 *   s2_i       (1/4 + sum of squared distances from the mean so far) / (i + 1), of the numbers before the i-th
 *   nu_i       min(0.75 / worst, sqrt(2 ln(1 / error) / (n s2_i))), share of the stake that the i-th number moves
 *   stake      product of 1 + nu_i x_i
 * </pre>
 */
final class Wager {

    /** Of the largest bet that cannot ruin. */
    private static final double BOLDEST = 0.75;

    /** Variance before the first number: the largest that numbers in an interval of length one have. */
    private static final double PRIOR_VARIANCE = 0.25;

    private final double worst;
    private final double error;

    /**
     * @param worst how far below zero a number can lie, above 0
     * @param error probability with which a mean of at most zero may pass for one above, in (0, 1)
     */
    Wager(double worst, double error) {
        this.worst = worst;
        this.error = error;
    }

    /** Whether it pays on the numbers 0 to {@code count - 1}, taken in this order, which must be a random one. */
    boolean pays(IntToDoubleFunction numbers, int count) {
        double goal = Math.log(1 / error);
        double stake = 1;
        double sum = 0;
        double squares = PRIOR_VARIANCE;
        for (int i = 0; i < count; i++) {
            double variance = squares / (i + 1);
            double bet = Math.min(BOLDEST / worst, Math.sqrt(2 * goal / (count * variance)));
            double number = numbers.applyAsDouble(i);
            stake *= 1 + bet * number;
            if (stake >= 1 / error) {
                return true;
            }
            sum += number;
            double distance = number - sum / (i + 1);
            squares += distance * distance;
        }
        return false;
    }
}
