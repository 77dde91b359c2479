package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every gate; one that names experts names {@code a} and {@code b}. */
public abstract class GateContract {

    protected static final Objective OBJECTIVE = new Objective(1, 20, 0.02);

    /** The gate under test. */
    protected abstract Gate gate();

    protected static Score score(String expert, double quality, double microUsd) {
        return new Score(expert, quality, 0.1, microUsd, Duration.ofMillis(100));
    }

    protected final List<String> chosen(Objective objective, Score... scores) {
        return gate().select(new Scorecard(List.of(scores)), objective, new SplittableRandom(1)).choices().stream()
                .map(Selection.Choice::expert)
                .toList();
    }

    @Test
    final void select_emptyCard_givesEmptySelection() {
        assertThat(chosen(OBJECTIVE)).isEmpty();
    }

    @Test
    final void select_anyCard_choosesOnlyCandidatesOnceEach() {
        var random = new SplittableRandom(2);
        var names = List.of("a", "b", "c", "d", "e");
        for (int run = 0; run < 200; run++) {
            var scores = names.subList(0, 1 + random.nextInt(names.size())).stream()
                    .map(name -> score(name, random.nextDouble(), random.nextInt(1000)))
                    .toList();
            var selection = gate().select(new Scorecard(scores), OBJECTIVE, random);
            var choices = selection.choices();
            assertThat(choices).extracting(Selection.Choice::expert).doesNotHaveDuplicates();
            assertThat(choices).extracting(Selection.Choice::expert).isSubsetOf(names);
            if (!choices.isEmpty()) {
                assertThat(choices.stream()
                                .mapToDouble(Selection.Choice::weight)
                                .sum())
                        .isCloseTo(1, within(1e-9));
                assertThat(selection.odds().values().stream()
                                .mapToDouble(odds -> odds)
                                .sum())
                        .isCloseTo(1, within(1e-9));
                assertThat(selection.odds())
                        .containsEntry(
                                choices.getFirst().expert(), choices.getFirst().propensity());
            }
        }
    }

    @Test
    final void select_sameSeed_givesSameSelection() {
        var card = new Scorecard(List.of(score("a", 0.5, 10), score("b", 0.5, 10), score("c", 0.5, 10)));
        for (int seed = 0; seed < 50; seed++) {
            assertThat(gate().select(card, OBJECTIVE, new SplittableRandom(seed)))
                    .isEqualTo(gate().select(card, OBJECTIVE, new SplittableRandom(seed)));
        }
    }

    @Test
    final void select_equalCandidates_choosesSomebody() {
        assertThat(chosen(OBJECTIVE, score("a", 0, 0), score("b", 0, 0))).isNotEmpty();
    }

    @Test
    final void select_hugeCosts_staysWithinBounds() {
        assertThat(chosen(new Objective(1, 1e9, 0), score("a", 1, 1e12), score("b", 0, 0)))
                .isNotEmpty();
    }
}
