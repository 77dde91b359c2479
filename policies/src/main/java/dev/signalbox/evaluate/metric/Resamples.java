package dev.signalbox.evaluate.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws of the test prompts with replacement, the same ones for every router, so that differences are paired. Duplicates
 * of a prompt are drawn together: they say the same thing twice.
 *
 * <pre>
 *   group  [n]  which prompt query i asks, in [0, g)
 * </pre>
 *
 * <p>Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13 (percentile intervals).
 */
public final class Resamples {

    private final int[] group;
    private final int groups;
    private final int count;
    private final long seed;

    /** @param count how many draws */
    public Resamples(int[] group, int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("resamples: " + count + ", expected at least 1");
        }
        this.group = group.clone();
        this.groups = Arrays.stream(group).max().orElse(-1) + 1;
        this.count = count;
        this.seed = seed;
    }

    /** Every query once. */
    public int[] all() {
        var weights = new int[group.length];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** The gauge's readings over all queries and over each draw. */
    public Reading[] read(Gauge gauge) {
        var values = gauge.read(all());
        var draws = new double[values.length][count];
        var random = new SplittableRandom(seed);
        var present = present();
        var times = new int[groups];
        var weights = new int[group.length];
        for (int draw = 0; draw < count; draw++) {
            Arrays.fill(times, 0);
            for (int i = 0; i < present.length; i++) {
                times[present[random.nextInt(present.length)]]++;
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = times[group[i]];
            }
            var drawn = gauge.read(weights);
            for (int metric = 0; metric < values.length; metric++) {
                draws[metric][draw] = drawn[metric];
            }
        }
        var readings = new Reading[values.length];
        for (int metric = 0; metric < values.length; metric++) {
            readings[metric] = new Reading(values[metric], draws[metric]);
        }
        return readings;
    }

    private int[] present() {
        return Arrays.stream(group).distinct().sorted().toArray();
    }
}
