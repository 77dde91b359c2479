package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Forecast;
import dev.signalbox.evaluate.metric.StrongShare;
import dev.signalbox.evaluate.metric.Truth;
import java.util.Arrays;

/**
 * The two experts between which the strong share is measured, as indexes.
 *
 * @param strong the better and dearer one
 * @param weak the other one
 */
record StrongWeak(int strong, int weak) {

    /** @param foldOf [n] the fold of each query */
    StrongShare gauge(Forecast forecast, Truth truth, int[] foldOf) {
        var score = new double[truth.queries()];
        Arrays.setAll(score, query -> forecast.quality(query, strong) - forecast.quality(query, weak));
        return gauge(Ranks.within(foldOf, score), truth);
    }

    StrongShare oracle(Truth truth) {
        var score = new double[truth.queries()];
        Arrays.setAll(score, query -> truth.quality(query, strong) - truth.quality(query, weak));
        return gauge(score, truth);
    }

    /** Sends queries to the strong expert at random. */
    StrongShare random(Truth truth) {
        return gauge(new double[truth.queries()], truth);
    }

    private StrongShare gauge(double[] score, Truth truth) {
        return new StrongShare(score, qualities(truth, weak), qualities(truth, strong));
    }

    private static double[] qualities(Truth truth, int expert) {
        var qualities = new double[truth.queries()];
        Arrays.setAll(qualities, query -> truth.quality(query, expert));
        return qualities;
    }
}
