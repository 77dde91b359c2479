package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SinkhornGateTest extends BatchGateContract {

    @Override
    protected BatchGate gate() {
        return new SinkhornGate(new SinkhornGate.Config(1, 0.05, 500));
    }

    @Test
    void select_everybodyPrefersOne_sharesEqually() {
        var items = List.of(
                item("x", score("a", 0.9, 0), score("b", 0.85, 0)),
                item("y", score("a", 0.9, 0), score("b", 0.1, 0)),
                item("z", score("a", 0.9, 0), score("b", 0.80, 0)),
                item("w", score("a", 0.9, 0), score("b", 0.2, 0)));

        assertThat(chosen(batch(Map.of(), items))).containsExactly("b", "a", "b", "a");
    }

    /** Entropic transport nears the exact assignment as the temperature falls. */
    @Test
    void select_manyItems_isNearlyAsGoodAsTheExactAssignment() {
        var random = new SplittableRandom(4);
        var items = new ArrayList<Batch.Item>();
        for (int i = 0; i < 80; i++) {
            items.add(item(
                    "q" + i,
                    score("a", random.nextDouble(), 0),
                    score("b", random.nextDouble(), 0),
                    score("c", random.nextDouble(), 0)));
        }
        var batch = batch(Map.of(), items);

        double exact = worth(new AssignmentGate(new AssignmentGate.Config(1)), batch);

        assertThat(worth(gate(), batch)).isGreaterThan(0.98 * exact).isLessThanOrEqualTo(exact + 1e-9);
    }

    private static double worth(BatchGate gate, Batch batch) {
        var selections = gate.select(batch, new SplittableRandom(1));
        double sum = 0;
        for (int i = 0; i < selections.size(); i++) {
            for (var choice : selections.get(i).choices()) {
                sum += batch.items()
                        .get(i)
                        .scorecard()
                        .of(choice.expert())
                        .orElseThrow()
                        .quality();
            }
        }
        return sum;
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new SinkhornGate.Config(0, 0.05, 1)).hasMessageContaining("factor: 0.0");
        assertThatThrownBy(() -> new SinkhornGate.Config(1, 0, 1)).hasMessageContaining("temperature: 0.0");
        assertThatThrownBy(() -> new SinkhornGate.Config(1, 0.05, 0)).hasMessageContaining("rounds: 0");
    }
}
