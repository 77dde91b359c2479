package dev.signalbox.gate;

/** Checks of options, each with the message that names option, value and expectation. */
final class Require {

    private Require() {}

    static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + ", expected at least 1");
        }
    }

    static void positive(String option, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(option + ": " + value + ", expected a finite number above 0");
        }
    }

    static void notNegative(String option, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(option + ": " + value + ", expected a finite number >= 0");
        }
    }

    static void within(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    option + ": " + value + ", expected within [" + number(least) + ", " + number(most) + "]");
        }
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
