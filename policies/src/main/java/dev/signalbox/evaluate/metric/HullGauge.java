package dev.signalbox.evaluate.metric;

import java.util.List;

/** Area, quality-neutral cost and peak of mixing single experts at random: the zero router. */
public final class HullGauge implements Gauge {

    private final Truth truth;
    private final int best;

    public HullGauge(Truth truth) {
        this.truth = truth;
        this.best = truth.best();
    }

    @Override
    public List<Metric> metrics() {
        return truth.priced() ? List.of(Metric.AREA, Metric.QNC, Metric.PEAK) : List.of(Metric.PEAK);
    }

    @Override
    public double[] read(int[] weights) {
        var singles = truth.singles(weights);
        if (!truth.priced()) {
            return new double[] {singles[best].quality()};
        }
        var curve = curve(weights);
        return new double[] {curve.area(), curve.qualityNeutralCost(), curve.peak()};
    }

    public Curve curve(int[] weights) {
        var singles = truth.singles(weights);
        return Curve.of(Hull.of(singles).corners(), singles, best);
    }
}
