package dev.signalbox.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CalibrationTest {

    private static double error(double[][] predicted, double[][] actual) {
        int n = predicted.length;
        var forecast = new Forecast(predicted, new double[n][predicted[0].length], new int[n], new double[n]);
        var ones = new int[n];
        Arrays.fill(ones, 1);
        return new Calibration(forecast, new Truth(actual, new double[n][0], false)).read(ones)[0];
    }

    @Test
    void read_constantPrediction_isItsDistanceFromTheMean() {
        var predicted = new double[][] {{0.7}, {0.7}, {0.7}, {0.7}};
        var actual = new double[][] {{1}, {0}, {1}, {0}};

        assertThat(error(predicted, actual)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void read_equalPredictionsInFileOrder_doNotLookMiscalibrated() {
        int n = 300;
        var predicted = new double[n][1];
        var actual = new double[n][1];
        for (int i = 0; i < n; i++) {
            predicted[i][0] = 0.5;
            actual[i][0] = i < n / 2 ? 1 : 0;
        }

        assertThat(error(predicted, actual)).isCloseTo(0, within(1e-12));
    }

    @Test
    void read_certainAndWrong_isOneButForTheBinInTheMiddle() {
        assertThat(error(new double[][] {{1, 0}}, new double[][] {{0, 1}})).isCloseTo(14.0 / 15, within(1e-12));
    }

    @Test
    void read_predictionsThatAreTrueChances_areNearZero() {
        var random = new SplittableRandom(3);
        int n = 20_000;
        var predicted = new double[n][1];
        var actual = new double[n][1];
        for (int i = 0; i < n; i++) {
            predicted[i][0] = random.nextDouble();
            actual[i][0] = random.nextDouble() < predicted[i][0] ? 1 : 0;
        }

        assertThat(error(predicted, actual)).isLessThan(0.02);
    }
}
