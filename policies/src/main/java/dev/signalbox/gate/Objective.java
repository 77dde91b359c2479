package dev.signalbox.gate;

import dev.signalbox.score.Score;

/**
 * What is maximised: {@code quality * q - perUsd * USD - perSecond * s}, linear so that a decision can be explained.
 *
 * @param quality weight of expected quality
 * @param perUsd how much utility one US dollar costs
 * @param perSecond how much utility one second costs
 */
public record Objective(double quality, double perUsd, double perSecond) {

    public static final Objective QUALITY = new Objective(1, 0, 0);

    public Objective {
        if (!(quality >= 0 && perUsd >= 0 && perSecond >= 0)) {
            throw new IllegalArgumentException("objective: expected weights >= 0");
        }
    }

    public double utility(Score score) {
        return quality * score.quality()
                - perUsd * score.microUsd() / 1e6
                - perSecond * score.latency().toNanos() / 1e9;
    }
}
