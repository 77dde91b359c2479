package dev.signalbox.evaluate.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The area under the receiver operating characteristic: how often a positive query scores above a negative one, ties
 * counting half. Mann and Whitney 1947.
 */
public final class Auroc implements Gauge {

    private final Metric metric;
    private final double[] score;
    private final boolean[] positive;
    private final int[] order;

    /**
     * @param score [n] higher for what is thought positive
     * @param positive [n]
     */
    public Auroc(Metric metric, double[] score, boolean[] positive) {
        this.metric = metric;
        this.score = score.clone();
        this.positive = positive.clone();
        this.order = IntStream.range(0, score.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> this.score[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(metric);
    }

    /** Undefined where all queries are of one kind. */
    @Override
    public double[] read(int[] weights) {
        double below = 0;
        double positives = 0;
        double wins = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            double groupPositives = 0;
            double groupNegatives = 0;
            for (; to < order.length && score[order[to]] == score[order[from]]; to++) {
                int weight = weights[order[to]];
                groupPositives += positive[order[to]] ? weight : 0;
                groupNegatives += positive[order[to]] ? 0 : weight;
            }
            wins += groupPositives * (below + groupNegatives / 2);
            below += groupNegatives;
            positives += groupPositives;
            from = to;
        }
        return new double[] {wins / (positives * below)};
    }
}
