package dev.signalbox.evaluate.metric;

import java.util.Arrays;

/** A metric's value and what it is in every resample. Immutable. */
public final class Reading {

    private static final double TAIL = 0.025;

    private final double value;
    private final double[] draws;

    Reading(double value, double[] draws) {
        this.value = value;
        this.draws = draws.clone();
    }

    /** Not a number where the metric is undefined; infinite where it is never reached. */
    public double value() {
        return value;
    }

    /** The lower end of the 95 % interval. */
    public double low() {
        return quantile(TAIL);
    }

    /** The upper end of it. */
    public double high() {
        return quantile(1 - TAIL);
    }

    /** This one less another of the same resamples: a paired comparison. */
    public Reading minus(Reading other) {
        if (draws.length != other.draws.length) {
            throw new IllegalArgumentException(
                    "reading: " + other.draws.length + " draws, expected " + draws.length + " to pair with");
        }
        var differences = new double[draws.length];
        for (int i = 0; i < draws.length; i++) {
            differences[i] = draws[i] - other.draws[i];
        }
        return new Reading(value - other.value, differences);
    }

    /** Draws in which the metric is undefined are left out; all of them undefined, so is the quantile. */
    private double quantile(double at) {
        var defined = Arrays.stream(draws)
                .filter(draw -> !Double.isNaN(draw))
                .sorted()
                .toArray();
        if (defined.length == 0 || Double.isNaN(value)) {
            return Double.NaN;
        }
        int index = (int) Math.round(at * (defined.length - 1));
        return defined[index];
    }
}
