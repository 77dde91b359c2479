package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AdamTest {

    @Test
    void step_first_movesByTheRateAgainstTheSlopesSign() {
        var parameters = new float[] {1, 1, 1};

        new Adam(3).step(parameters, new float[] {5, -0.01f, 0}, 0.1);

        // the bias-corrected moments of a single slope are the slope and its square
        assertThat(parameters[0]).isCloseTo(0.9f, within(1e-4f));
        assertThat(parameters[1]).isCloseTo(1.1f, within(1e-4f));
        assertThat(parameters[2]).isEqualTo(1);
    }

    @Test
    void step_manySlopes_isThePapersAlgorithm() {
        var parameters = new float[] {0.5f};
        var adam = new Adam(1);
        double theta = 0.5;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= 50; t++) {
            double g = Math.sin(t) + 0.2;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            theta -= 0.01 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            adam.step(parameters, new float[] {(float) g}, 0.01);
        }

        assertThat(parameters[0]).isCloseTo((float) theta, within(1e-4f));
    }

    @Test
    void step_longValley_arrivesAtItsFloor() {
        // a thousand times as steep along one axis as along the other
        var parameters = new float[] {3, -2};
        var adam = new Adam(2);
        for (int step = 0; step < 2000; step++) {
            var slope = new float[] {1000 * (parameters[0] - 1), parameters[1] - 2};
            adam.step(parameters, slope, 0.05 * (1 - step / 2000.0));
        }

        assertThat(parameters[0]).isCloseTo(1, within(1e-2f));
        assertThat(parameters[1]).isCloseTo(2, within(1e-2f));
    }

    @Test
    void step_anotherNumberOfParameters_isRefused() {
        assertThatThrownBy(() -> new Adam(2).step(new float[2], new float[3], 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 parameters and 3 slopes, expected 2 of both");
    }
}
