package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TopKGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new TopKGate(new TopKGate.Config(2));
    }

    @Test
    void select_dearerIsBarelyBetter_prefersTheCheaper() {
        assertThat(chosen(new Objective(1, 1000, 0), score("dear", 0.9, 1000), score("cheap", 0.85, 10)))
                .containsExactly("cheap", "dear");
    }

    @Test
    void select_tie_goesToTheCheaperThenTheFirst() {
        assertThat(chosen(Objective.QUALITY, score("c", 0.5, 20), score("a", 0.5, 10), score("b", 0.5, 10)))
                .containsExactly("a", "b");
    }

    @Test
    void select_two_weighsThemBySoftmax() {
        var card = new Scorecard(List.of(score("a", 0.9, 0), score("b", 0.5, 0), score("c", 0.1, 0)));

        var choices =
                gate().select(card, Objective.QUALITY, new SplittableRandom(1)).choices();

        assertThat(choices.getFirst().weight()).isCloseTo(1 / (1 + Math.exp(-0.4)), within(1e-12));
    }

    @Test
    void config_zero_isRefused() {
        assertThatThrownBy(() -> new TopKGate.Config(0)).hasMessage("k: 0, expected at least 1");
    }
}
