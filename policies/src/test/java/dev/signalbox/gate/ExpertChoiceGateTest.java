package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExpertChoiceGateTest extends BatchGateContract {

    @Override
    protected BatchGate gate() {
        return gate(2);
    }

    private static BatchGate gate(double factor) {
        return new ExpertChoiceGate(new ExpertChoiceGate.Config(factor, 0.1));
    }

    private static List<List<String>> experts(BatchGate gate, Batch batch) {
        return gate.select(batch, new SplittableRandom(1)).stream()
                .map(selection -> selection.choices().stream()
                        .map(Selection.Choice::expert)
                        .toList())
                .toList();
    }

    @Test
    void select_factorOne_expertsTakeThoseTheyStandOutFor() {
        var items = List.of(
                item("x", score("a", 0.9, 0), score("b", 0.8, 0)),
                item("y", score("a", 0.6, 0), score("b", 0.1, 0)),
                item("z", score("a", 0.2, 0), score("b", 0.7, 0)),
                item("w", score("a", 0.3, 0), score("b", 0.35, 0)));

        // a stands out for y, then x; b for z, then w
        assertThat(experts(gate(1), batch(Map.of(), items)))
                .containsExactly(List.of("a"), List.of("a"), List.of("b"), List.of("b"));
    }

    @Test
    void select_factorTwo_givesSomeItemsSeveralBestFirst() {
        var items = List.of(
                item("x", score("a", 0.9, 0), score("b", 0.8, 0)), item("y", score("a", 0.1, 0), score("b", 0.3, 0)));

        assertThat(experts(gate(2), batch(Map.of(), items))).containsExactly(List.of("a", "b"), List.of("b", "a"));
    }

    @Test
    void select_itemThatNobodyTook_getsAPlaceOfOneWithTwo() {
        // both stand out more for x and y than for z
        var items = List.of(
                item("x", score("a", 0.9, 0), score("b", 0.85, 0), score("c", 0, 0)),
                item("y", score("a", 0.8, 0), score("b", 0.85, 0), score("c", 0, 0)),
                item("z", score("a", 0.30, 0), score("b", 0.31, 0), score("c", 0.9, 0)));
        var capacity = Map.of("a", 2, "b", 2, "c", 0);

        var chosen = experts(gate(2), batch(capacity, items));

        assertThat(chosen).noneMatch(List::isEmpty);
        assertThat(chosen.get(2)).containsExactly("b");
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> gate(0)).hasMessageContaining("factor: 0.0");
        assertThatThrownBy(() -> new ExpertChoiceGate.Config(1, -1)).hasMessageContaining("temperature: -1.0");
    }
}
