package dev.signalbox.score;

import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Observation;
import dev.signalbox.numeric.Ridge;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Chooses a ridge penalty: the one whose fit on four fifths of the prompts best tells the experts apart on the rest. */
final class Penalty {

    /** From a fit that trusts a few questions to one that trusts hundreds; errors are flat around the best. */
    private static final double[] TRIED = {3, 10, 30, 100, 300};

    /** With nothing to choose by. */
    private static final double USUAL = 30;

    private static final double HELD_OUT = 0.2;

    private Penalty() {}

    /** Refuses one that no fit can have. */
    static void require(Optional<Double> penalty) {
        if (penalty.isPresent() && !(penalty.get() > 0 && Double.isFinite(penalty.get()))) {
            throw new IllegalArgumentException("penalty: " + penalty.get() + ", expected above 0");
        }
    }

    static double choose(List<Observation> observations, List<String> experts, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        if (parts.check().isEmpty()) {
            return USUAL;
        }
        var blend = Blend.fit(parts.fit());
        var rows = blend.rows(parts.fit());
        var target = Targets.quality(parts.fit(), experts);
        var check = blend.rows(parts.check());
        var known = Targets.quality(parts.check(), experts);
        return best(TRIED, USUAL, penalty -> {
            var fitted = Ridge.fit(rows, target, blend.coordinates(), penalty);
            return error(check.length, i -> fitted.predict(check[i]), known);
        });
    }

    /** The one of {@code tried} whose error is least, the first of equals; {@code usual} when no error is a number. */
    static double best(double[] tried, double usual, DoubleUnaryOperator error) {
        double best = usual;
        double least = Double.POSITIVE_INFINITY;
        for (double penalty : tried) {
            double missed = error.applyAsDouble(penalty);
            if (missed < least) {
                least = missed;
                best = penalty;
            }
        }
        return best;
    }

    /** Of {@code count} predictions, as {@link Targets#relativeError} has it. */
    static double error(int count, IntFunction<double[]> predicted, double[][] known) {
        double error = 0;
        for (int i = 0; i < count; i++) {
            error += Targets.relativeError(predicted.apply(i), known[i]);
        }
        return error;
    }
}
