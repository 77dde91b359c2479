package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.evaluate.OffPolicy.Logged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against a world in which the truth is known: four kinds of question, five experts. */
final class OffPolicyTest {

    private static final int EXPERTS = 5;
    private static final int SEEDS = 400;
    private static final int DECISIONS = 1500;
    private static final double EXPLORE = 0.2;

    /** Chance of a right answer, by kind of question and expert. */
    private static final double[][] RIGHT = {
        {0.9, 0.5, 0.3, 0.2, 0.6}, {0.4, 0.8, 0.3, 0.5, 0.6}, {0.2, 0.3, 0.7, 0.9, 0.6}, {0.5, 0.4, 0.85, 0.3, 0.6}
    };
    /** What the model believes; off by up to a tenth. */
    private static final double[][] BELIEVED = {
        {0.8, 0.6, 0.3, 0.3, 0.6}, {0.5, 0.7, 0.4, 0.5, 0.5}, {0.3, 0.3, 0.6, 0.8, 0.6}, {0.5, 0.5, 0.75, 0.3, 0.7}
    };

    private static final int[] LOGGING = {0, 4, 4, 2};
    private static final int[] DRAFT = {0, 1, 3, 4};
    private static final double TRUTH = (0.9 + 0.8 + 0.9 + 0.6) / 4;

    @Test
    void intervals_overManyLogs_coverTheTruthAtTheirRate() {
        int ips = 0;
        int normalised = 0;
        int robust = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var estimate = OffPolicy.of(log(DECISIONS, new SplittableRandom(seed)));
            ips += covers(estimate.ips());
            normalised += covers(estimate.selfNormalised());
            robust += covers(estimate.doublyRobust());
        }
        assertThat((double) ips / SEEDS).as("inverse propensity").isBetween(0.90, 0.99);
        assertThat((double) normalised / SEEDS).as("self-normalised").isBetween(0.90, 0.99);
        assertThat((double) robust / SEEDS).as("doubly robust").isBetween(0.90, 0.99);
    }

    @Test
    void doublyRobust_decentModel_variesLess() {
        var ips = new double[SEEDS];
        var robust = new double[SEEDS];
        for (int seed = 0; seed < SEEDS; seed++) {
            var estimate = OffPolicy.of(log(DECISIONS, new SplittableRandom(seed)));
            ips[seed] = estimate.ips().mean();
            robust[seed] = estimate.doublyRobust().mean();
        }
        assertThat(variance(robust)).isLessThan(0.7 * variance(ips));
        assertThat(Arrays.stream(robust).average().orElseThrow()).isBetween(TRUTH - 0.01, TRUTH + 0.01);
    }

    @Test
    void gain_overTheLoggingPolicyItself_coversTheDifference() {
        double loggingTruth = (0.9 + 0.6 + 0.6 + 0.85) / 4;
        int covered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var draft = log(DECISIONS, new SplittableRandom(seed), DRAFT);
            var logging = log(DECISIONS, new SplittableRandom(seed), LOGGING);
            var gain = OffPolicy.gain(draft, logging);
            covered += gain.low() <= TRUTH - loggingTruth && TRUTH - loggingTruth <= gain.high() ? 1 : 0;
        }
        assertThat((double) covered / SEEDS).isBetween(0.90, 0.99);
    }

    @Test
    void tooThin_noExplorationAndAnotherDraft_saysSo() {
        var chosenAlways = log(DECISIONS, new SplittableRandom(1)).stream()
                .map(one -> new Logged(1, one.propensity() > 0.5 ? one.taken() : 0, one.reward(), 0.5, 0.5))
                .toList();
        assertThat(OffPolicy.of(chosenAlways).tooThin())
                .hasValueSatisfying(why -> assertThat(why).contains("average"));
        assertThat(OffPolicy.of(chosenAlways.subList(0, 20)).tooThin())
                .hasValueSatisfying(why -> assertThat(why).contains("20 decisions are worth"));
        assertThat(OffPolicy.of(log(DECISIONS, new SplittableRandom(1))).tooThin())
                .isEmpty();
    }

    @Test
    void of_propensityZeroOrNoDecisions_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Logged(0, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Logged(0.5, 1, Double.NaN, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> OffPolicy.of(List.of()));
    }

    private static List<Logged> log(int size, RandomGenerator random) {
        return log(size, random, DRAFT);
    }

    private static List<Logged> log(int size, RandomGenerator random, int[] draft) {
        var log = new ArrayList<Logged>();
        for (int i = 0; i < size; i++) {
            int kind = random.nextInt(RIGHT.length);
            int chosen = random.nextDouble() < EXPLORE ? random.nextInt(EXPERTS) : LOGGING[kind];
            double propensity = EXPLORE / EXPERTS + (chosen == LOGGING[kind] ? 1 - EXPLORE : 0);
            double reward = random.nextDouble() < RIGHT[kind][chosen] ? 1 : 0;
            log.add(new Logged(
                    propensity,
                    chosen == draft[kind] ? 1 : 0,
                    reward,
                    BELIEVED[kind][chosen],
                    BELIEVED[kind][draft[kind]]));
        }
        return log;
    }

    private static int covers(Bootstrap.Interval interval) {
        return interval.low() <= TRUTH && TRUTH <= interval.high() ? 1 : 0;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
