package dev.signalbox.evaluate.metric;

import java.util.Arrays;

/**
 * What every expert did on the test queries. The arrays are shared, never written.
 *
 * <pre>
 *   quality  [n][m]  in [0, 1]
 *   cost     [n][m]  micro-USD; empty rows when the set has no costs
 * </pre>
 */
public final class Truth {

    private final double[][] quality;
    private final double[][] cost;
    private final boolean priced;

    /** @param priced whether costs are known */
    public Truth(double[][] quality, double[][] cost, boolean priced) {
        if (quality.length == 0 || quality[0].length == 0) {
            throw new IllegalArgumentException("truth: no scores, expected at least one query and one expert");
        }
        this.quality = quality.clone();
        this.cost = cost.clone();
        this.priced = priced;
    }

    public int queries() {
        return quality.length;
    }

    public int experts() {
        return quality[0].length;
    }

    public boolean priced() {
        return priced;
    }

    public double quality(int query, int expert) {
        return quality[query][expert];
    }

    public double cost(int query, int expert) {
        return priced ? cost[query][expert] : 0;
    }

    /** Mean quality and cost of each expert when it answers everything. */
    public Hull.Point[] singles(int[] weights) {
        int m = experts();
        var sumQuality = new double[m];
        var sumCost = new double[m];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            double weight = weights[i];
            if (weight > 0) {
                total += weight;
                for (int e = 0; e < m; e++) {
                    sumQuality[e] += weight * quality[i][e];
                    sumCost[e] += priced ? weight * cost[i][e] : 0;
                }
            }
        }
        var singles = new Hull.Point[m];
        for (int e = 0; e < m; e++) {
            singles[e] = new Hull.Point(sumCost[e] / total, sumQuality[e] / total);
        }
        return singles;
    }

    /** Index of the expert with the highest mean quality over all queries, the cheaper of equals. */
    public int best() {
        var weights = new int[queries()];
        Arrays.fill(weights, 1);
        var singles = singles(weights);
        int best = 0;
        for (int e = 1; e < singles.length; e++) {
            boolean better = singles[e].quality() > singles[best].quality();
            boolean cheaper =
                    singles[e].quality() == singles[best].quality() && singles[e].cost() < singles[best].cost();
            best = better || cheaper ? e : best;
        }
        return best;
    }
}
