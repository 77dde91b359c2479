package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EffortGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return gate(0);
    }

    private static Gate gate(double caution) {
        return new EffortGate(new EffortGate.Config(0.8, 0.5, caution, 2));
    }

    @ParameterizedTest
    @CsvSource({"0.9, LOW", "0.8, LOW", "0.79, MEDIUM", "0.5, MEDIUM", "0.49, HIGH", "0, HIGH"})
    void select_expectedQuality_decidesTheEffort(double quality, Effort effort) {
        var card = new Scorecard(List.of(score("a", quality, 0)));

        assertThat(gate(0).select(card, Objective.QUALITY, new SplittableRandom(1))
                        .choices())
                .extracting(Selection.Choice::effort)
                .containsExactly(effort);
    }

    @Test
    void select_two_decidesForEach() {
        var card = new Scorecard(List.of(score("a", 0.4, 0), score("b", 0.9, 0)));

        assertThat(gate(0).select(card, Objective.QUALITY, new SplittableRandom(1))
                        .choices())
                .extracting(Selection.Choice::effort)
                .containsExactly(Effort.LOW, Effort.HIGH);
    }

    @Test
    void select_caution_thinksMoreWhereUncertain() {
        var card = new Scorecard(List.of(score("a", 0.85, 0)));

        assertThat(gate(1).select(card, Objective.QUALITY, new SplittableRandom(1))
                        .choices())
                .extracting(Selection.Choice::effort)
                .containsExactly(Effort.MEDIUM);
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new EffortGate.Config(0.4, 0.5, 0, 1))
                .hasMessage("high-below: 0.5, expected at most low-from, which is 0.4");
        assertThatThrownBy(() -> new EffortGate.Config(1.1, 0.5, 0, 1)).hasMessageContaining("low-from: 1.1");
        assertThatThrownBy(() -> new EffortGate.Config(0.8, -0.5, 0, 1)).hasMessageContaining("high-below: -0.5");
        assertThatThrownBy(() -> new EffortGate.Config(0.8, 0.5, -1, 1)).hasMessageContaining("caution: -1.0");
        assertThatThrownBy(() -> new EffortGate.Config(0.8, 0.5, 0, 0)).hasMessageContaining("k: 0");
    }
}
