package dev.signalbox.evaluate.metric;

import java.util.Arrays;

/**
 * What a router expected of every expert on the test queries, in units that its training fold set: a cost of 1 is the
 * distance from the cheapest to the dearest expert of that fold, so that one cost weight means the same in every fold.
 * The arrays are shared, never written.
 *
 * <pre>
 *   quality    [n][m]  in [0, 1]
 *   cost       [n][m]  at least 0
 *   cheapest   [n]     the expert that is cheapest on average in the query's training fold
 *   operating  [n]     cost weight at which, in that fold, the best and the cheapest expert are equally useful on
 *                      average; 0 where the cheapest is the best
 * </pre>
 */
public final class Forecast {

    private final double[][] quality;
    private final double[][] cost;
    private final int[] cheapest;
    private final double[] operating;

    public Forecast(double[][] quality, double[][] cost, int[] cheapest, double[] operating) {
        for (int i = 0; i < quality.length; i++) {
            for (int e = 0; e < quality[i].length; e++) {
                if (!Double.isFinite(quality[i][e]) || !Double.isFinite(cost[i][e])) {
                    throw new IllegalArgumentException("forecast: quality " + quality[i][e] + " and cost " + cost[i][e]
                            + " of expert " + e + " on query " + i + ", expected finite values");
                }
            }
        }
        this.quality = quality.clone();
        this.cost = cost.clone();
        this.cheapest = cheapest.clone();
        this.operating = operating.clone();
    }

    public int queries() {
        return quality.length;
    }

    public double quality(int query, int expert) {
        return quality[query][expert];
    }

    int cheapest(int query) {
        return cheapest[query];
    }

    /** @param weight of cost, in units of the fold's operating point where there is one */
    int choiceAt(int query, double weight) {
        double unit = operating[query] > 0 ? operating[query] : 1;
        return choice(quality[query], cost[query], weight * unit);
    }

    /** Who answers each query at the operating point. */
    public int[] choices() {
        var choices = new int[quality.length];
        Arrays.setAll(choices, query -> choice(quality[query], cost[query], operating[query]));
        return choices;
    }

    /** The expert of the greatest quality less weighted cost; of equals the cheaper, then the first. */
    public static int choice(double[] quality, double[] cost, double costWeight) {
        int best = 0;
        double most = quality[0] - costWeight * cost[0];
        for (int e = 1; e < quality.length; e++) {
            double utility = quality[e] - costWeight * cost[e];
            if (utility > most || (utility == most && cost[e] < cost[best])) {
                best = e;
                most = utility;
            }
        }
        return best;
    }
}
