package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AdjustmentTest {

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void fit_predictionsTooCautious_areSpread() {
        int n = 20_000;
        var predicted = new double[n][1];
        var known = new double[n][1];
        for (int i = 0; i < n; i++) {
            double truth = random.nextDouble();
            predicted[i][0] = 0.25 + truth / 2;
            known[i][0] = truth;
        }

        var adjustment = Adjustment.fit(predicted, known);

        assertThat(adjustment.scale()[0]).isCloseTo(2, within(0.01));
        assertThat(adjustment.scale()[0] * 0.25 + adjustment.shift()[0]).isCloseTo(0, within(0.01));
    }

    @Test
    void fit_predictionsWithoutTruth_saysTheMeans() {
        int n = 20_000;
        var predicted = new double[n][2];
        var known = new double[n][2];
        for (int i = 0; i < n; i++) {
            predicted[i] = new double[] {random.nextDouble(), random.nextDouble()};
            known[i] = new double[] {random.nextBoolean() ? 1 : 0, random.nextInt(4) == 0 ? 1 : 0};
        }

        var adjustment = Adjustment.fit(predicted, known);

        assertThat(adjustment.scale()[0] + adjustment.scale()[1]).isLessThan(0.1);
        assertThat(adjustment.scale()[1] / 2 + adjustment.shift()[1]).isCloseTo(0.25, within(0.02));
    }

    @Test
    void fit_bestExpertPredictedFaithfully_isFlattenedLittle() {
        int n = 4000;
        var predicted = new double[n][2];
        var known = new double[n][2];
        for (int i = 0; i < n; i++) {
            predicted[i] = new double[] {0.5 + random.nextDouble() / 2, random.nextDouble() / 2};
            for (int e = 0; e < 2; e++) {
                known[i][e] = random.nextDouble() < predicted[i][e] ? 1 : 0;
            }
        }

        var adjustment = Adjustment.fit(predicted, known);

        assertThat(adjustment.scale()[0]).isBetween(0.75, 1.05);
        assertThat(adjustment.scale()[1]).isBetween(0.9, 1.1);
    }

    @Test
    void fit_expertWithoutGrades_isLeftAsItIs() {
        var adjustment = Adjustment.fit(new double[][] {{0.4, 0.6}}, new double[][] {{1, Double.NaN}});

        assertThat(adjustment.scale()[1]).isEqualTo(1);
        assertThat(adjustment.shift()[1]).isZero();
        assertThat(adjustment.scale()[0] * 0.4 + adjustment.shift()[0]).isCloseTo(1, within(1e-9));
    }
}
