package dev.signalbox.moe.gate;

import java.util.Arrays;

/**
 * How evenly the experts of one layer are used.
 *
 * @param maxOverMean the most used one's uses over the mean; 1 when all are used alike
 * @param variation standard deviation of the uses over their mean
 * @param dead share of experts that were never used
 */
public record Balance(double maxOverMean, double variation, double dead) {

    /** @param uses [experts]; all 0 in a layer that was not seen, which is neither balanced nor dead: all three are 0 */
    static Balance of(long[] uses) {
        double mean = Arrays.stream(uses).average().orElse(0);
        if (mean == 0) {
            return new Balance(0, 0, 0);
        }
        double most = Arrays.stream(uses).max().orElse(0);
        double squares = Arrays.stream(uses)
                .mapToDouble(count -> (count - mean) * (count - mean))
                .sum();
        long dead = Arrays.stream(uses).filter(count -> count == 0).count();
        return new Balance(most / mean, Math.sqrt(squares / uses.length) / mean, (double) dead / uses.length);
    }
}
