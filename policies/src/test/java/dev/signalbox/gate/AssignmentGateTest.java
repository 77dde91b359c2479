package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AssignmentGateTest extends BatchGateContract {

    @Override
    protected BatchGate gate() {
        return new AssignmentGate(new AssignmentGate.Config(1));
    }

    @Test
    void select_everybodyPrefersOne_sharesEquallyAtTheLeastLoss() {
        var items = List.of(
                item("x", score("a", 0.9, 0), score("b", 0.8, 0)),
                item("y", score("a", 0.9, 0), score("b", 0.1, 0)),
                item("z", score("a", 0.9, 0), score("b", 0.7, 0)),
                item("w", score("a", 0.9, 0), score("b", 0.3, 0)));

        assertThat(chosen(batch(Map.of(), items))).containsExactly("b", "a", "b", "a");
    }

    @Test
    void select_greedWouldLoseMore_findsTheBestSum() {
        // greed gives x its best, a, and leaves y with nothing good: 0.9 + 0.1 against 0.8 + 0.8
        var items = List.of(
                item("x", score("a", 0.9, 0), score("b", 0.8, 0)), item("y", score("a", 0.8, 0), score("b", 0.1, 0)));

        assertThat(chosen(batch(Map.of(), items))).containsExactly("b", "a");
    }

    @Test
    void select_moreItemsThanRoom_leavesOutAsFewAsPossible() {
        var items = List.of(
                item("x", score("a", 0.9, 0)),
                item("y", score("a", 0.8, 0), score("b", 0.1, 0)),
                item("z", score("a", 0.7, 0)));

        assertThat(chosen(batch(Map.of("a", 1, "b", 1), items))).containsExactly("a", "b", "");
    }

    @Test
    void config_wrongFactor_isRefused() {
        assertThatThrownBy(() -> new AssignmentGate.Config(Double.NaN)).hasMessageContaining("factor: NaN");
    }
}
