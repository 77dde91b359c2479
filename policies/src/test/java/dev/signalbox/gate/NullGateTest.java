package dev.signalbox.gate;

import static dev.signalbox.gate.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NullGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new NullGate(new NullGate.Config("cache", 2, 0.1))
                .over(List.of(card("a", "cache"), card("b"), card("c"), card("d", "cache")));
    }

    @Test
    void select_cacheThatOftenKnows_isAskedFirst() {
        assertThat(chosen(Objective.QUALITY, score("b", 0.9, 0), score("a", 0.6, 0), score("c", 0.5, 0)))
                .containsExactly("a", "b");
    }

    @Test
    void select_cacheThatSeldomKnows_isNotAsked() {
        assertThat(chosen(Objective.QUALITY, score("b", 0.9, 0), score("a", 0.1, 0), score("c", 0.5, 0)))
                .containsExactly("b", "c");
    }

    @Test
    void select_cachesCost_countsAsNothing() {
        // as dear as can be by its card, and still before the other
        assertThat(chosen(new Objective(1, 1000, 1), score("a", 0.6, 5000), score("b", 0.9, 100), score("c", 0.1, 1)))
                .containsExactly("a", "b");
    }

    @Test
    void select_onlyCachesWin_keepsTheBestOfTheOthers() {
        assertThat(chosen(
                        Objective.QUALITY,
                        score("a", 0.9, 0),
                        score("d", 0.8, 0),
                        score("b", 0.1, 0),
                        score("c", 0.2, 0)))
                .containsExactly("a", "d", "c");
    }

    @Test
    void select_onlyCaches_choosesThem() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.9, 0))).containsExactly("a");
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new NullGate.Config(" ", 2, 0.1)).hasMessageContaining("tag: blank");
        assertThatThrownBy(() -> new NullGate.Config("cache", 0, 0.1)).hasMessageContaining("k: 0");
        assertThatThrownBy(() -> new NullGate.Config("cache", 1, 0)).hasMessageContaining("temperature: 0.0");
    }
}
