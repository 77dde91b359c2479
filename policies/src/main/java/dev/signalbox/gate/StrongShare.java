package dev.signalbox.gate;

import dev.signalbox.gate.ThresholdGate.Cut;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Fits the cut of a strong and weak pair to a target. Queries go to the strong expert by falling gain until the target is
 * reached; where the last ones gain the same, a share of them goes.
 */
final class StrongShare {

    private StrongShare() {}

    /** @param gain in expected quality, of the strong expert over the weak one */
    record Pair(double gain, double strongMicroUsd, double weakMicroUsd) {
        private double extraMicroUsd() {
            return strongMicroUsd - weakMicroUsd;
        }
    }

    /** @param share of the queries that the strong expert gets, in [0, 1] */
    static Cut of(List<Pair> pairs, double share) {
        return spend(pairs, share * pairs.size(), _ -> 1);
    }

    /** @param usd what a query shall cost on average */
    static Cut costing(List<Pair> pairs, double usd) {
        double all = pairs.stream().mapToDouble(Pair::weakMicroUsd).sum();
        double room = usd * 1e6 * pairs.size() - all;
        if (room < 0) {
            throw new IllegalArgumentException("mean-usd: " + usd + ", expected at least what the weak expert costs, "
                    + String.format(Locale.ROOT, "%.9f", all / 1e6 / pairs.size()) + " on average");
        }
        return spend(pairs, room, Pair::extraMicroUsd);
    }

    /**
     * @param room how much may be spent in all
     * @param price of giving one query to the strong expert; at most 0 where it costs no more than the weak one
     */
    private static Cut spend(List<Pair> pairs, double room, ToDoubleFunction<Pair> price) {
        var sorted = pairs.stream()
                .sorted(Comparator.comparingDouble(Pair::gain).reversed())
                .toList();
        double left = room;
        for (int from = 0; from < sorted.size(); ) {
            double gain = sorted.get(from).gain();
            int to = from;
            double asked = 0;
            while (to < sorted.size() && sorted.get(to).gain() == gain) {
                asked += price.applyAsDouble(sorted.get(to++));
            }
            if (asked > left) {
                return new Cut(gain, Math.max(0, left) / asked);
            }
            left -= asked;
            from = to;
        }
        // everybody: below any gain there is
        return new Cut(-2, 0);
    }
}
