package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What few labels say of a newcomer: whom it resembles, and what was the questions' doing. */
final class KinTest {

    @Test
    void fit_newcomerLikeOneOfThem_takesAfterThatOne() {
        var random = new SplittableRandom(1);
        var predicted = new double[400][3];
        var known = new double[400];
        for (int i = 0; i < known.length; i++) {
            Arrays.setAll(predicted[i], _ -> random.nextDouble());
            known[i] = 0.1 + 0.5 * predicted[i][1];
        }

        var kin = Kin.fit(predicted, known);

        assertThat(kin.weights()[1]).isCloseTo(0.5, within(0.05));
        assertThat(kin.weights()[0]).isBetween(0.0, 0.03);
        assertThat(kin.of(new double[] {0.5, 1, 0.5})).isCloseTo(0.6, within(0.03));
    }

    @Test
    void fit_costsOfAnotherScale_areInTheNewcomersUnits() {
        var predicted = new double[100][1];
        var known = new double[100];
        for (int i = 0; i < known.length; i++) {
            predicted[i][0] = 1e-3 * (1 + i % 10);
            known[i] = 50.0 * (1 + i % 10);
        }

        assertThat(Kin.fit(predicted, known).of(new double[] {5e-3})).isCloseTo(250, within(1e-6));
    }

    @Test
    void fit_nothingKnown_expectsNothing() {
        assertThat(Kin.fit(new double[][] {{0.5}}, new double[] {Double.NaN}).of(new double[] {0.7}))
                .isZero();
        assertThat(Kin.fit(new double[][] {{0.5}}, new double[] {0}).of(new double[] {0.7}))
                .isZero();
        assertThat(Kin.fit(new double[][] {{0}}, new double[] {0.4}).of(new double[] {0.7}))
                .isCloseTo(0.4, within(1e-9));
    }

    @Test
    void luck_hardQuestionsForEverybody_areTakenOff() {
        var random = new SplittableRandom(2);
        var observations = new ArrayList<Observation>();
        var predicted = new double[400][1];
        for (int i = 0; i < 400; i++) {
            double hardness = random.nextDouble() - 0.5;
            var newcomer = grade(0.5 + 0.8 * hardness);
            var grades = Map.of("old", grade(0.5 + hardness), "new", newcomer);
            observations.add(new Observation("q" + i, "p" + i, Worlds.around(0, random), "", grades));
            predicted[i][0] = 0.5;
        }
        var few = new Training(Worlds.SPACE, Instant.EPOCH, observations);
        var origin = new Snapshot.Origin("test", Worlds.SPACE, ScorerContract.DIMENSION, Instant.EPOCH, 1);
        var newcomers = Newcomers.of(new Snapshot(origin, List.of("old"), Map.of()), few);
        var misses = Targets.of(newcomers, 0, Grade::quality);
        Arrays.setAll(misses, i -> misses[i] - 0.5);

        var left = Luck.of(newcomers, predicted).without(misses);

        assertThat(newcomers.names()).containsExactly("new");
        assertThat(squares(left)).isLessThan(0.01 * squares(misses));
    }

    private static Grade grade(double quality) {
        return new Grade(quality, 1, Duration.ZERO);
    }

    private static double squares(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }
}
