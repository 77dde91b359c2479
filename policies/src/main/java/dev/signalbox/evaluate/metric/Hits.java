package dev.signalbox.evaluate.metric;

import java.util.Arrays;
import java.util.List;

/** Share of right answers among the queries that count. */
public final class Hits implements Gauge {

    private final Metric metric;
    private final boolean[] counts;
    private final boolean[] right;

    /**
     * @param counts [n] whether the query counts at all
     * @param right [n]
     */
    public Hits(Metric metric, boolean[] counts, boolean[] right) {
        this.metric = metric;
        this.counts = counts.clone();
        this.right = Arrays.copyOf(right, counts.length);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(metric);
    }

    @Override
    public double[] read(int[] weights) {
        double all = 0;
        double hits = 0;
        for (int i = 0; i < weights.length; i++) {
            if (counts[i]) {
                all += weights[i];
                hits += right[i] ? weights[i] : 0;
            }
        }
        return new double[] {hits / all};
    }
}
