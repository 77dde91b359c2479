package dev.signalbox.evaluate.metric;

import java.util.List;

/**
 * What is left of a router when a part of the experts was onboarded from few labels, over several such parts: the mean
 * area, and its lift over the hull as a share of the fully trained router's. Undefined where that one has no lift.
 */
public final class OnboardingGauge implements Gauge {

    private final List<Sweep> onboarded;
    private final Sweep full;
    private final Truth truth;
    private final int best;

    /** @param onboarded one for each part of the experts, at least one */
    public OnboardingGauge(List<Sweep> onboarded, Sweep full, Truth truth) {
        this.onboarded = List.copyOf(onboarded);
        this.full = full;
        this.truth = truth;
        this.best = truth.best();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.ONBOARDED_AREA, Metric.ONBOARDED_SHARE);
    }

    @Override
    public double[] read(int[] weights) {
        var singles = truth.singles(weights);
        double hull = Curve.of(Hull.of(singles).corners(), singles, best).area();
        double most = Curve.of(full.settings(weights), singles, best).area() - hull;
        double area = 0;
        for (var sweep : onboarded) {
            area += Curve.of(sweep.settings(weights), singles, best).area() / onboarded.size();
        }
        return new double[] {area, most > 0 ? (area - hull) / most : Double.NaN};
    }
}
