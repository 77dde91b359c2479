package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TopPGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return gate(0.6);
    }

    private static Gate gate(double p) {
        return new TopPGate(new TopPGate.Config(p, 0.1, Optional.empty()));
    }

    @Test
    void select_clearScores_choosesOne() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.1, 0), score("b", 0.9, 0), score("c", 0.2, 0)))
                .containsExactly("b");
    }

    @Test
    void select_closeScores_choosesMore() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.5, 0), score("b", 0.52, 0), score("c", 0.1, 0)))
                .containsExactly("b", "a");
    }

    @Test
    void select_zero_choosesTheBest() {
        var card = new Scorecard(List.of(score("a", 0.5, 0), score("b", 0.6, 0)));
        assertThat(gate(0).select(card, OBJECTIVE, new SplittableRandom(1)).choices())
                .extracting(Selection.Choice::expert)
                .containsExactly("b");
    }

    @Test
    void select_more_isCapped() {
        var gate = new TopPGate(new TopPGate.Config(1, 0.1, Optional.of(2)));
        var card = new Scorecard(List.of(score("a", 0.5, 0), score("b", 0.5, 0), score("c", 0.5, 0)));

        assertThat(gate.select(card, OBJECTIVE, new SplittableRandom(1)).choices())
                .hasSize(2);
    }

    @Property(tries = 200)
    void select_anyScores_isTheSmallestPrefixThatReachesP(
            @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = 0, max = 1) Double> qualities,
            @ForAll @DoubleRange(min = 0, max = 1) double p) {
        var scores = java.util.stream.IntStream.range(0, qualities.size())
                .mapToObj(i -> score("e" + i, qualities.get(i), 0))
                .toList();
        int chosen = gate(p).select(new Scorecard(scores), Objective.QUALITY, new SplittableRandom(1))
                .choices()
                .size();

        var sorted =
                qualities.stream().sorted(java.util.Comparator.reverseOrder()).toList();
        double all = sorted.stream().mapToDouble(q -> Math.exp(q / 0.1)).sum();
        double before = sorted.stream()
                        .limit(chosen - 1)
                        .mapToDouble(q -> Math.exp(q / 0.1))
                        .sum()
                / all;
        double with = sorted.stream()
                        .limit(chosen)
                        .mapToDouble(q -> Math.exp(q / 0.1))
                        .sum()
                / all;
        assertThat(before).isLessThanOrEqualTo(p + 1e-9);
        assertThat(with).isGreaterThanOrEqualTo(p - 1e-9);
    }

    @Test
    void select_weights_areTheSharesAmongTheChosen() {
        var card = new Scorecard(List.of(score("a", 0.5, 0), score("b", 0.6, 0), score("c", 0, 0)));
        var choices = gate(0.9)
                .select(card, Objective.QUALITY, new SplittableRandom(1))
                .choices();

        assertThat(choices.getFirst().weight()).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-9));
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> gate(1.1)).hasMessage("p: 1.1, expected within [0, 1]");
        assertThatThrownBy(() -> gate(Double.NaN)).hasMessageContaining("p: NaN");
        assertThatThrownBy(() -> new TopPGate.Config(0.5, 0, Optional.empty()))
                .hasMessageContaining("temperature: 0.0");
        assertThatThrownBy(() -> new TopPGate.Config(0.5, 1, Optional.of(0)))
                .hasMessage("most: 0, expected at least 1");
    }
}
