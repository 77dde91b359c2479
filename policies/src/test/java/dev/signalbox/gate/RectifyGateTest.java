package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RectifyGateTest extends BatchGateContract {

    private static final List<Batch.Item> ITEMS = List.of(
            item("x", score("a", 0.9, 0), score("b", 0.8, 0), score("c", 0.1, 0)),
            item("y", score("a", 0.7, 0), score("b", 0.2, 0), score("c", 0.1, 0)),
            item("z", score("a", 0.6, 0), score("b", 0.4, 0), score("c", 0.3, 0)));

    @Override
    protected BatchGate gate() {
        return new RectifyGate(new RectifyGate.Config(Optional.empty()));
    }

    @Test
    void select_roomForAll_isEachOnesBest() {
        assertThat(chosen(batch(Map.of(), ITEMS))).containsExactly("a", "a", "a");
    }

    @Test
    void select_overflow_movesThoseWhoLoseLeast() {
        assertThat(chosen(batch(Map.of("a", 2), ITEMS))).containsExactly("b", "a", "a");
        assertThat(chosen(batch(Map.of("a", 1), ITEMS))).containsExactly("b", "a", "b");
    }

    @Test
    void select_overflowOfTheNextBest_movesOn() {
        assertThat(chosen(batch(Map.of("a", 1, "b", 1), ITEMS))).containsExactly("b", "a", "c");
        assertThat(chosen(batch(Map.of("a", 1, "b", 1, "c", 0), ITEMS))).containsExactly("b", "a", "");
    }

    @Test
    void select_factor_limitsEveryExpert() {
        var gate = new RectifyGate(new RectifyGate.Config(Optional.of(1.0)));
        var selections = gate.select(batch(Map.of(), ITEMS), new java.util.SplittableRandom(1));

        assertThat(selections)
                .extracting(selection -> selection.choices().getFirst().expert())
                .containsExactly("b", "a", "c");
    }

    @Test
    void config_wrongFactor_isRefused() {
        assertThatThrownBy(() -> new RectifyGate.Config(Optional.of(0.0))).hasMessageContaining("factor: 0.0");
    }
}
