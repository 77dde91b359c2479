package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SigmoidGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new SigmoidGate(new SigmoidGate.Config(2, Set.of("a"), 0.5, 0.1));
    }

    @Test
    void select_shared_isAlwaysThereAndLast() {
        assertThat(chosen(
                        Objective.QUALITY,
                        score("a", 0.9, 0),
                        score("b", 0.2, 0),
                        score("c", 0.3, 0),
                        score("d", 0.1, 0)))
                .containsExactly("c", "b", "a");
    }

    @Test
    void select_weights_giveSharedAndRoutedEqualParts() {
        var card = new Scorecard(List.of(score("a", 0.1, 0), score("b", 0.5, 0), score("c", 0.6, 0)));

        var choices =
                gate().select(card, Objective.QUALITY, new SplittableRandom(1)).choices();

        double first = 1 / (1 + Math.exp(-1));
        assertThat(choices.get(0).weight()).isCloseTo(0.5 * first / (first + 0.5), within(1e-9));
        assertThat(choices.get(2).expert()).isEqualTo("a");
        assertThat(choices.get(2).weight()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void select_onlySharedLeft_choosesIt() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.1, 0))).containsExactly("a");
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new SigmoidGate.Config(0, Set.of(), 0.5, 0.1)).hasMessage("k: 0, expected at least 1");
        assertThatThrownBy(() -> new SigmoidGate.Config(1, Set.of(), 0.5, 0)).hasMessageContaining("temperature: 0.0");
    }

    @Test
    void config_shared_isCheckedAgainstTheRoster() {
        assertThat(new SigmoidGate.Config(1, Set.of("b", "a"), 0.5, 0.1).experts())
                .containsExactly("a", "b");
    }
}
