package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ThresholdGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new ThresholdGate(new ThresholdGate.Config("a", "b", 0.2));
    }

    @Test
    void select_gainAboveThreshold_choosesStrong() {
        assertThat(chosen(OBJECTIVE, score("b", 0.5, 1), score("a", 0.75, 9))).containsExactly("a");
    }

    @Test
    void select_gainAtOrBelowThreshold_choosesWeak() {
        assertThat(chosen(OBJECTIVE, score("a", 0.7, 9), score("b", 0.5, 1))).containsExactly("b");
    }

    @Test
    void select_oneOfThePairDenied_choosesTheOther() {
        assertThat(chosen(OBJECTIVE, score("a", 0.1, 9), score("c", 1, 0))).containsExactly("a");
        assertThat(chosen(OBJECTIVE, score("b", 0.1, 9), score("c", 1, 0))).containsExactly("b");
    }

    @Test
    void select_bothDenied_choosesNobody() {
        assertThat(chosen(OBJECTIVE, score("c", 1, 0))).isEmpty();
    }

    @Test
    void config_wrongPairOrThreshold_isRefused() {
        assertThatThrownBy(() -> new ThresholdGate.Config("a", "a", 0.2)).hasMessageContaining("another expert");
        assertThatThrownBy(() -> new ThresholdGate.Config("a", "b", 2)).hasMessage("at: 2.0, expected within [-1, 1]");
    }
}
