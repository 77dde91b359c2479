package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetrieveGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return gate(0);
    }

    private static Gate gate(double caution) {
        return new RetrieveGate(new RetrieveGate.Config(0.5, caution, 1));
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0, SKIP", "0.5, 0, SKIP", "0.49, 0, CONSULT", "0.55, 1, CONSULT", "0.65, 1, SKIP"})
    void select_bestExpertsConfidence_decides(double quality, double caution, Selection.Retrieval retrieval) {
        var card = new Scorecard(List.of(score("a", quality, 0), score("b", 0.1, 0)));

        assertThat(gate(caution)
                        .select(card, Objective.QUALITY, new SplittableRandom(1))
                        .retrieval())
                .isEqualTo(retrieval);
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new RetrieveGate.Config(2, 0, 1)).hasMessageContaining("below: 2.0");
        assertThatThrownBy(() -> new RetrieveGate.Config(0.5, -1, 1)).hasMessageContaining("caution: -1.0");
        assertThatThrownBy(() -> new RetrieveGate.Config(0.5, 0, 0)).hasMessageContaining("k: 0");
    }
}
