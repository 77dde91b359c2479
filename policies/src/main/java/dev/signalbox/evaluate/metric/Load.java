package dev.signalbox.evaluate.metric;

import java.util.Arrays;
import java.util.List;

/** Queries of the busiest expert over the mean expert's: 1 is even, the number of experts is one that does it all. */
public final class Load implements Gauge {

    private final int[] choices;
    private final int experts;

    /** @param choices [n] who answers each query */
    public Load(int[] choices, int experts) {
        this.choices = choices.clone();
        this.experts = experts;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.LOAD);
    }

    @Override
    public double[] read(int[] weights) {
        var counts = new double[experts];
        for (int i = 0; i < choices.length; i++) {
            counts[choices[i]] += weights[i];
        }
        double total = Arrays.stream(counts).sum();
        return new double[] {Arrays.stream(counts).max().orElse(0) * experts / total};
    }
}
