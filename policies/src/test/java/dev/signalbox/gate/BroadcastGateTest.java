package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BroadcastGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new BroadcastGate(new BroadcastGate.Config(0.95, 1, 0.1));
    }

    @Test
    void select_nearlyEqual_choosesEverybodyBestFirst() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.5, 0), score("b", 0.52, 0), score("c", 0.51, 0)))
                .containsExactly("b", "c", "a");
    }

    @Test
    void select_clear_choosesTheBest() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.5, 0), score("b", 0.9, 0), score("c", 0.5, 0)))
                .containsExactly("b");
    }

    @Test
    void select_oneCandidate_choosesIt() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.5, 0))).containsExactly("a");
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new BroadcastGate.Config(-0.1, 1, 0.1)).hasMessageContaining("from: -0.1");
        assertThatThrownBy(() -> new BroadcastGate.Config(0.9, 0, 0.1)).hasMessageContaining("k: 0");
        assertThatThrownBy(() -> new BroadcastGate.Config(0.9, 1, 0)).hasMessageContaining("temperature: 0.0");
    }
}
