package dev.signalbox.evaluate.metric;

import java.util.List;

/** Area, quality-neutral cost and peak of a router's deferral curve; the peak alone where costs are not known. */
public final class DeferralGauge implements Gauge {

    private final Sweep sweep;
    private final Truth truth;
    private final int best;

    public DeferralGauge(Sweep sweep, Truth truth) {
        this.sweep = sweep;
        this.truth = truth;
        this.best = truth.best();
    }

    @Override
    public List<Metric> metrics() {
        return truth.priced() ? List.of(Metric.AREA, Metric.QNC, Metric.PEAK) : List.of(Metric.PEAK);
    }

    @Override
    public double[] read(int[] weights) {
        var curve = curve(weights);
        return truth.priced()
                ? new double[] {curve.area(), curve.qualityNeutralCost(), curve.peak()}
                : new double[] {curve.peak()};
    }

    public Curve curve(int[] weights) {
        return Curve.of(sweep.settings(weights), truth.singles(weights), best);
    }
}
