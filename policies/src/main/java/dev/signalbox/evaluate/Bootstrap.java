package dev.signalbox.evaluate;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Percentile bootstrap of a mean: questions are drawn with replacement, {@value #RESAMPLES} times. */
public final class Bootstrap {

    private static final int RESAMPLES = 2000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** @param values one per question; differences make the comparison a paired one */
    static Interval mean(double[] values, RandomGenerator random) {
        var means = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[resample] = sum / values.length;
        }
        Arrays.sort(means);
        double mean = Arrays.stream(values).average().orElse(0);
        int cut = (int) (RESAMPLES * TAIL);
        return new Interval(mean, means[cut], means[RESAMPLES - 1 - cut]);
    }

    /**
     * @param mean of all questions
     * @param low end of the 95 % interval
     * @param high end of it
     */
    public record Interval(double mean, double low, double high) {}
}
