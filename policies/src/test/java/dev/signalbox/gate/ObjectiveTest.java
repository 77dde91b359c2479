package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Score;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class ObjectiveTest {

    @Test
    void utility_score_isLinear() {
        var score = new Score("a", 0.8, 0, 5000, Duration.ofMillis(1500));

        assertThat(new Objective(1, 20, 0.02).utility(score)).isCloseTo(0.8 - 0.1 - 0.03, within(1e-12));
    }

    @Property(tries = 200)
    void utility_dearerOrSlowerOrWorse_isNeverHigher(
            @ForAll @DoubleRange(min = 0, max = 1) double quality,
            @ForAll @DoubleRange(min = 0, max = 1e6) double cost,
            @ForAll @DoubleRange(min = 0, max = 100) double perUsd) {
        var objective = new Objective(1, perUsd, 0.5);
        double utility = objective.utility(new Score("a", quality, 0, cost, Duration.ofSeconds(1)));

        assertThat(objective.utility(new Score("a", quality, 0, cost * 2, Duration.ofSeconds(1))))
                .isLessThanOrEqualTo(utility);
        assertThat(objective.utility(new Score("a", quality, 0, cost, Duration.ofSeconds(2))))
                .isLessThan(utility);
        assertThat(objective.utility(new Score("a", quality / 2, 0, cost, Duration.ofSeconds(1))))
                .isLessThanOrEqualTo(utility);
    }

    @Test
    void objective_negativeOrInfiniteWeight_isRefused() {
        assertThatThrownBy(() -> new Objective(-1, 0, 0)).hasMessage("quality: -1.0, expected a finite weight >= 0");
        assertThatThrownBy(() -> new Objective(1, Double.NaN, 0)).hasMessageContaining("per-usd");
        assertThatThrownBy(() -> new Objective(1, 0, Double.POSITIVE_INFINITY)).hasMessageContaining("per-second");
    }
}
