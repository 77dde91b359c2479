package dev.signalbox.gate;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Tries every way to give each of n items one of some options; the oracle of the exact solvers. */
final class BruteForce {

    private BruteForce() {}

    /**
     * The highest value of a way that is allowed.
     *
     * @param options [n] how many each item has
     */
    static double best(int[] options, Predicate<int[]> allowed, ToDoubleFunction<int[]> value) {
        return best(options, new int[options.length], 0, allowed, value);
    }

    private static double best(
            int[] options, int[] way, int item, Predicate<int[]> allowed, ToDoubleFunction<int[]> value) {
        if (item == options.length) {
            return allowed.test(way) ? value.applyAsDouble(way) : Double.NEGATIVE_INFINITY;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (way[item] = 0; way[item] < options[item]; way[item]++) {
            best = Math.max(best, best(options, way, item + 1, allowed, value));
        }
        return best;
    }
}
