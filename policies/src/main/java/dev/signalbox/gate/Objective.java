package dev.signalbox.gate;

import dev.signalbox.learn.Grade;
import dev.signalbox.score.Score;
import dev.signalbox.yaml.Option;

/**
 * What is maximised: {@code quality * q - perUsd * USD - perSecond * s}, linear so that a decision can be explained.
 *
 * @param quality weight of expected quality
 * @param perUsd how much utility one US dollar costs
 * @param perSecond how much utility one second costs
 */
public record Objective(
        @Option(value = "weight of expected quality", otherwise = "1")
        double quality,

        @Option(value = "utility that one US dollar costs", otherwise = "0")
        double perUsd,

        @Option(value = "utility that one second costs", otherwise = "0")
        double perSecond) {

    public static final Objective QUALITY = new Objective(1, 0, 0);

    public Objective {
        requireWeight("quality", quality);
        requireWeight("per-usd", perUsd);
        requireWeight("per-second", perSecond);
    }

    public double utility(Score score) {
        return quality * score.quality()
                - perUsd * score.microUsd() / 1e6
                - perSecond * score.latency().toNanos() / 1e9;
    }

    /** What an answer was worth, by the same measure. */
    public double worth(Grade grade) {
        return quality * grade.quality()
                - perUsd * grade.microUsd() / 1e6
                - perSecond * grade.latency().toNanos() / 1e9;
    }

    private static void requireWeight(String name, double weight) {
        if (!(weight >= 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException(name + ": " + weight + ", expected a finite weight >= 0");
        }
    }
}
