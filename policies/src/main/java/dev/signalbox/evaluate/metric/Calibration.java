package dev.signalbox.evaluate.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Expected calibration error: how far predicted quality is from what came out, over every test query and expert, in
 * {@value #BINS} bins of equal mass by prediction.
 *
 * <p>Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning"; equal mass as in Nixon et al.
 * 2019, <a href="https://arxiv.org/abs/1904.01685">arXiv:1904.01685</a>. Equal predictions are shared between two bins in
 * proportion, so that the order of the file does not matter.
 *
 * <pre>
 *   predicted  [p]  ascending, p = n m
 *   actual     [p]
 *   query      [p]  in [0, n)
 * </pre>
 */
public final class Calibration implements Gauge {

    private static final int BINS = 15;

    private final double[] predicted;
    private final double[] actual;
    private final int[] query;
    private final int experts;

    public Calibration(Forecast forecast, Truth truth) {
        this.experts = truth.experts();
        int pairs = truth.queries() * experts;
        var order = IntStream.range(0, pairs)
                .boxed()
                .sorted(Comparator.comparingDouble(pair -> forecast.quality(pair / experts, pair % experts)))
                .mapToInt(Integer::intValue)
                .toArray();
        this.query = new int[pairs];
        this.predicted = new double[pairs];
        this.actual = new double[pairs];
        for (int p = 0; p < pairs; p++) {
            query[p] = order[p] / experts;
            predicted[p] = forecast.quality(query[p], order[p] % experts);
            actual[p] = truth.quality(query[p], order[p] % experts);
        }
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.ECE);
    }

    @Override
    public double[] read(int[] weights) {
        double total = 0;
        for (int weight : weights) {
            total += (double) weight * experts;
        }
        var surplus = new double[BINS];
        double mass = 0;
        for (int from = 0; from < predicted.length; ) {
            int to = from;
            double groupMass = 0;
            double groupSurplus = 0;
            for (; to < predicted.length && predicted[to] == predicted[from]; to++) {
                int weight = weights[query[to]];
                groupMass += weight;
                groupSurplus += weight * (predicted[to] - actual[to]);
            }
            spread(surplus, mass / total, groupMass / total, groupSurplus / total);
            mass += groupMass;
            from = to;
        }
        double error = 0;
        for (double bin : surplus) {
            error += Math.abs(bin);
        }
        return new double[] {error};
    }

    /** Shares a group of equal predictions between the bins that its mass [start, start + mass) lies in. */
    private static void spread(double[] bins, double start, double mass, double surplus) {
        if (!(mass > 0)) {
            return;
        }
        double at = start;
        double end = start + mass;
        for (int bin = Math.min(BINS - 1, (int) (start * BINS)); bin < BINS && at < end; bin++) {
            double right = bin == BINS - 1 ? end : Math.min(end, (bin + 1.0) / BINS);
            if (right > at) {
                bins[bin] += surplus * (right - at) / mass;
                at = right;
            }
        }
    }
}
