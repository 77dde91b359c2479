package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TsallisGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new TsallisGate(new TsallisGate.Config(0.9, 0.75, 2, 1.1, 0.1));
    }

    @Test
    void select_highEntropy_choosesEverybody() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.5, 0), score("b", 0.51, 0), score("c", 0.52, 0)))
                .containsExactly("c", "b", "a");
    }

    @Test
    void select_lowEntropy_choosesAtLeastK() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.1, 0), score("b", 0.9, 0), score("c", 0.2, 0)))
                .containsExactly("b", "c");
    }

    @Test
    void select_mediumEntropy_choosesWhatReachesP() {
        // shares .38, .34, .26, .01: the entropy stays below, three reach 0.75
        assertThat(chosen(
                        Objective.QUALITY,
                        score("a", 0.50, 0),
                        score("b", 0.49, 0),
                        score("c", 0.46, 0),
                        score("d", 0.1, 0)))
                .containsExactly("a", "b", "c");
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new TsallisGate.Config(1.5, 0.75, 2, 1.1, 0.1)).hasMessageContaining("soft-from: 1.5");
        assertThatThrownBy(() -> new TsallisGate.Config(0.9, -1, 2, 1.1, 0.1)).hasMessageContaining("p: -1.0");
        assertThatThrownBy(() -> new TsallisGate.Config(0.9, 0.75, 0, 1.1, 0.1)).hasMessageContaining("k: 0");
        assertThatThrownBy(() -> new TsallisGate.Config(0.9, 0.75, 2, 0, 0.1)).hasMessageContaining("q: 0.0");
        assertThatThrownBy(() -> new TsallisGate.Config(0.9, 0.75, 2, 1.1, -1))
                .hasMessageContaining("temperature: -1.0");
    }
}
