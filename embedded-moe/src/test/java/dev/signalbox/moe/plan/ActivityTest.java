package dev.signalbox.moe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ActivityTest {

    @Test
    void woken_oneToken_theUsedShare() {
        assertThat(Activity.unknown().woken(0, 8, 2, 1)).isCloseTo(0.25, within(1e-12));
        assertThat(Activity.of(new double[][] {{5, 5, 5, 5}}).woken(0, 4, 2, 1)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void woken_manyTokens_evenUseWakesMoreThanSkewed() {
        var activity = Activity.of(new double[][] {{1, 1, 1, 1}, {100, 100, 1, 1}});
        assertThat(activity.woken(0, 4, 2, 16)).isGreaterThan(activity.woken(1, 4, 2, 16));
    }

    @Test
    void woken_layerWithoutCounts_asEvenlyUsed() {
        var activity = Activity.of(new double[][] {{0, 0, 0, 0}});
        assertThat(activity.woken(0, 4, 2, 3)).isEqualTo(Activity.unknown().woken(7, 4, 2, 3));
    }

    @Test
    void isMeasured_nothingCounted_not() {
        assertThat(Activity.of(new double[][] {{0, 0}, {}}).isMeasured()).isFalse();
        assertThat(Activity.of(new double[][] {{0, 0}, {0, 1}}).isMeasured()).isTrue();
    }

    @Test
    void of_negativeOrNoNumber_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Activity.of(new double[][] {{1, -1}}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activity.of(new double[][] {{1}, {Double.NaN}}))
                .withMessage("uses: layer 1 has NaN, expected numbers of 0 or more");
    }
}
