package dev.signalbox.evaluate.metric;

import java.util.List;

/** Share of queries that two routers send to different experts; undefined where no query was sent by both. */
public final class Churn implements Gauge {

    /** Stands in {@code other} for a query that the other router did not see. */
    public static final int UNSEEN = -1;

    private final int[] choices;
    private final int[] other;

    public Churn(int[] choices, int[] other) {
        this.choices = choices.clone();
        this.other = other.clone();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.CHURN);
    }

    @Override
    public double[] read(int[] weights) {
        double seen = 0;
        double changed = 0;
        for (int i = 0; i < choices.length; i++) {
            if (other[i] != UNSEEN) {
                seen += weights[i];
                changed += choices[i] == other[i] ? 0 : weights[i];
            }
        }
        return new double[] {changed / seen};
    }
}
