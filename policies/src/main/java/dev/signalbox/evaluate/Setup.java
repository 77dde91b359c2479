package dev.signalbox.evaluate;

import dev.signalbox.gate.Floor;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How an evaluation is done.
 *
 * @param protocol what is learned from and what is judged by
 * @param pair the experts of APGR and CPT; empty where the set has not exactly two, and none were named
 * @param heldOut how many experts to onboard from few labels at a time; empty when that is not asked for
 * @param seed of all that is random
 * @param effort resamples and threads
 * @param nanoTime a clock for decision times
 * @param promise the floor that routers are calibrated to; empty when that is not asked for
 */
public record Setup(
        Protocol protocol,
        Optional<Pair> pair,
        Optional<Integer> heldOut,
        long seed,
        Effort effort,
        LongSupplier nanoTime,
        Optional<Promise> promise) {

    /** Without a floor. */
    public Setup(
            Protocol protocol,
            Optional<Pair> pair,
            Optional<Integer> heldOut,
            long seed,
            Effort effort,
            LongSupplier nanoTime) {
        this(protocol, pair, heldOut, seed, effort, nanoTime, Optional.empty());
    }

    /** Cross-validated, with defaults for the rest. */
    public static Setup of(int folds, long seed, LongSupplier nanoTime) {
        return new Setup(
                new CrossValidation(folds), Optional.empty(), Optional.empty(), seed, Effort.DEFAULT, nanoTime);
    }

    /** The same, with a floor. */
    public Setup keeping(Promise floor) {
        return new Setup(protocol, pair, heldOut, seed, effort, nanoTime, Optional.of(floor));
    }

    /**
     * A floor of quality and in how many random halves of the test prompts it is tried.
     *
     * @param splits at least 1
     */
    public record Promise(Floor floor, int splits) {
        public Promise {
            if (splits < 1) {
                throw new BadOutcomesException("splits: " + splits + ", expected at least 1");
            }
        }
    }

    /** Two experts by name. */
    public record Pair(String strong, String weak) {
        public Pair {
            if (strong.equals(weak)) {
                throw new BadOutcomesException("strong and weak: both \"" + strong + "\", expected two experts");
            }
        }
    }

    /**
     * @param resamples of the bootstrap
     * @param threads for fitting
     */
    public record Effort(int resamples, int threads) {
        public static final Effort DEFAULT = new Effort(1000, 1);

        public Effort {
            if (resamples < 1 || threads < 1) {
                throw new BadOutcomesException(
                        "resamples " + resamples + ", threads " + threads + ", expected at least 1 of each");
            }
        }
    }
}
