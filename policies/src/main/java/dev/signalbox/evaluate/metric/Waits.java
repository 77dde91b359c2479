package dev.signalbox.evaluate.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Median and 99th percentile of the decisions' times. */
public final class Waits implements Gauge {

    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] nanos;
    private final int[] order;

    /** @param nanos [n] time of each decision */
    public Waits(long[] nanos) {
        this.nanos = nanos.clone();
        this.order = IntStream.range(0, nanos.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> this.nanos[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.DECISION_P50, Metric.DECISION_P99);
    }

    @Override
    public double[] read(int[] weights) {
        return new double[] {quantile(weights, 0.5), quantile(weights, 0.99)};
    }

    /** The least time that at least the share {@code at} of all decisions does not exceed. */
    private double quantile(int[] weights, double at) {
        double total = 0;
        for (int weight : weights) {
            total += weight;
        }
        double mass = 0;
        for (int i : order) {
            mass += weights[i];
            if (mass >= at * total) {
                return nanos[i] / NANOS_PER_MILLI;
            }
        }
        return Double.NaN;
    }
}
