package dev.signalbox.evaluate.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quality over the share of queries that go to the strong one of two experts, those with the highest score first.
 *
 * <p>Ong et al. 2024 (RouteLLM), <a href="https://arxiv.org/abs/2406.18665">arXiv:2406.18665</a>, section 3: scores are cut
 * at the 11 edges of 10 quantile bins, the area under quality is taken by trapezoids over the strong share, APGR is (area -
 * weak) / (strong - weak), CPT(x) is the share of strong calls at which x of the gap is recovered, by linear
 * interpolation. Deviations: queries of equal score are cut through as if drawn at random, so that coarse scores lose no
 * area; the first edge sends nobody to the strong expert, not one query; CPT takes the first crossing.
 *
 * <pre>
 *   score  [n]  the strong expert's expected quality less the weak one's
 *   gain   [n]  the strong expert's quality less the weak one's
 * </pre>
 */
public final class StrongShare implements Gauge {

    private static final int BINS = 10;
    private static final double[] RECOVERED = {0.2, 0.5, 0.8};

    private final double[] score;
    private final double[] gain;
    private final int[] order;

    /** @param strong [n] the strong expert's quality */
    public StrongShare(double[] score, double[] weak, double[] strong) {
        this.score = score.clone();
        this.gain = new double[weak.length];
        for (int i = 0; i < weak.length; i++) {
            gain[i] = strong[i] - weak[i];
        }
        this.order = IntStream.range(0, score.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -this.score[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.APGR, Metric.CPT20, Metric.CPT50, Metric.CPT80);
    }

    /** Undefined, all of it, where the strong expert is not the better one. */
    @Override
    public double[] read(int[] weights) {
        double total = Arrays.stream(weights).sum();
        var gained = gained(weights, total);
        double gap = gained[BINS];
        if (!(gap > 0)) {
            return new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
        }
        double area = 0;
        for (int edge = 1; edge <= BINS; edge++) {
            area += (gained[edge - 1] + gained[edge]) / 2 / BINS;
        }
        return new double[] {
            area / gap, crossing(gained, RECOVERED[0]), crossing(gained, RECOVERED[1]), crossing(gained, RECOVERED[2])
        };
    }

    /** Mean quality above the weak expert's when each tenth more of the queries goes to the strong one. */
    private double[] gained(int[] weights, double total) {
        var gained = new double[BINS + 1];
        int edge = 1;
        double mass = 0;
        double sum = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            double groupMass = 0;
            double groupSum = 0;
            for (; to < order.length && score[order[to]] == score[order[from]]; to++) {
                groupMass += weights[order[to]];
                groupSum += weights[order[to]] * gain[order[to]];
            }
            for (; edge < BINS && groupMass > 0 && mass + groupMass >= total * edge / BINS; edge++) {
                gained[edge] = (sum + groupSum * (total * edge / BINS - mass) / groupMass) / total;
            }
            mass += groupMass;
            sum += groupSum;
            from = to;
        }
        gained[BINS] = sum / total;
        return gained;
    }

    private static double crossing(double[] gained, double share) {
        double wanted = share * gained[BINS];
        for (int edge = 1; edge <= BINS; edge++) {
            if (gained[edge] >= wanted) {
                double rise = gained[edge] - gained[edge - 1];
                return (edge - 1 + (wanted - gained[edge - 1]) / rise) / BINS;
            }
        }
        return 1;
    }
}
