package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntropyTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 1.1, 2})
    void tsallis_extremes_areZeroAndOne(double q) {
        assertThat(Entropy.tsallis(new double[] {1, 0, 0}, q)).isCloseTo(0, within(1e-12));
        assertThat(Entropy.tsallis(new double[] {0.25, 0.25, 0.25, 0.25}, q)).isCloseTo(1, within(1e-12));
        assertThat(Entropy.tsallis(new double[] {1}, q)).isZero();
    }

    @Test
    void tsallis_two_isGinis() {
        // (1 - .49 - .09) / (1 - 1/2)
        assertThat(Entropy.tsallis(new double[] {0.7, 0.3}, 2)).isCloseTo(0.84, within(1e-12));
    }

    @Test
    void tsallis_nearOne_meetsShannon() {
        var p = new double[] {0.6, 0.3, 0.1};
        assertThat(Entropy.tsallis(p, 1 + 1e-4)).isCloseTo(Entropy.shannon(p), within(1e-4));
    }

    @Test
    void shannon_two_isAsByHand() {
        assertThat(Entropy.shannon(new double[] {0.75, 0.25}))
                .isCloseTo((0.75 * Math.log(4.0 / 3) + 0.25 * Math.log(4)) / Math.log(2), within(1e-12));
    }
}
