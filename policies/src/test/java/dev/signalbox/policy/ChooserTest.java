package dev.signalbox.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Settings;
import dev.signalbox.gate.EffortGate;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.Selection;
import dev.signalbox.gate.ThresholdGate;
import dev.signalbox.gate.TopKGate;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChooserTest {

    private static final Scorecard CARD =
            new Scorecard(List.of(score("a", 0.9), score("b", 0.5), score("c", 0.3), score("d", 0.1)));

    private static final Predicate<Selection> ALONE = _ -> false;

    private static Score score(String expert, double quality) {
        return new Score(expert, quality, 0, 0, Duration.ZERO);
    }

    private static Chooser chooser(double rate) {
        return chooser(rate, 1);
    }

    private static Chooser chooser(double rate, int k) {
        return new Chooser(new TopKGate(new TopKGate.Config(k)), Objective.QUALITY, rate);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void choose_exploring_hasTruePropensities(int k) {
        int runs = 20_000;
        var random = new SplittableRandom(1);
        var counts = new HashMap<String, Integer>();
        var propensities = new HashMap<String, Double>();
        for (int run = 0; run < runs; run++) {
            var first = chooser(0.2, k)
                    .choose(CARD, ALONE, random)
                    .selection()
                    .choices()
                    .getFirst();
            counts.merge(first.expert(), 1, Integer::sum);
            propensities.put(first.expert(), first.propensity());
        }

        assertThat(propensities.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-12));
        assertThat(propensities.get("a")).isCloseTo(0.85, within(1e-12));
        counts.forEach(
                (expert, count) -> assertThat((double) count / runs).isCloseTo(propensities.get(expert), within(0.01)));
    }

    /** Of those who are asked alone each is as likely as its propensity says, the gate's favourites no more than others. */
    @Test
    void choose_exploringWhereTheGatesChoicesAnswerTogether_hasPropensitiesAmongThoseAskedAlone() {
        var random = new SplittableRandom(4);
        var counts = new HashMap<String, Integer>();
        int alone = 0;
        for (int run = 0; run < 20_000; run++) {
            var choices = chooser(0.5, 2)
                    .choose(CARD, chosen -> chosen.choices().size() > 1, random)
                    .selection()
                    .choices();
            if (choices.size() == 1) {
                assertThat(choices.getFirst().propensity()).isEqualTo(0.25);
                counts.merge(choices.getFirst().expert(), 1, Integer::sum);
                alone++;
            }
        }

        int drawn = alone;
        assertThat((double) drawn / 20_000).isCloseTo(0.5, within(0.02));
        assertThat(counts).hasSize(4);
        counts.values().forEach(count -> assertThat((double) count / drawn).isCloseTo(0.25, within(0.02)));
    }

    @Test
    void choose_exploringBesideAGateThatTossesACoin_hasTruePropensities() {
        var card = new Scorecard(List.of(score("a", 0.5), score("b", 0.5), score("c", 0.5)));
        var pair = new ThresholdGate.Config("a", "b", Optional.empty(), Optional.of(0.3), Optional.empty());
        var chooser = new Chooser(
                new ThresholdGate(pair).calibrated(List.of(card), Objective.QUALITY), Objective.QUALITY, 0.3);
        int runs = 20_000;
        var random = new SplittableRandom(3);
        var counts = new HashMap<String, Integer>();
        var propensities = new HashMap<String, Set<Double>>();
        for (int run = 0; run < runs; run++) {
            var first =
                    chooser.choose(card, ALONE, random).selection().choices().getFirst();
            counts.merge(first.expert(), 1, Integer::sum);
            // to nine digits: the two ways to compute it round differently
            propensities
                    .computeIfAbsent(first.expert(), _ -> new HashSet<>())
                    .add(Math.rint(first.propensity() * 1e9) / 1e9);
        }

        assertThat(propensities)
                .containsEntry("a", Set.of(0.31))
                .containsEntry("b", Set.of(0.59))
                .containsEntry("c", Set.of(0.1));
        counts.forEach((expert, count) -> assertThat((double) count / runs)
                .isCloseTo(
                        propensities
                                .getOrDefault(expert, Set.of(0.0))
                                .iterator()
                                .next(),
                        within(0.01)));
    }

    @Test
    void choose_exploring_keepsEffortsOfTheGatesChoices() {
        var chooser = new Chooser(new EffortGate(new EffortGate.Config(0.8, 0.5, 0, 1)), Objective.QUALITY, 1);
        var random = new SplittableRandom(2);
        for (int run = 0; run < 50; run++) {
            assertThat(chooser.choose(CARD, ALONE, random).efforts()).isEqualTo(Map.of("a", Settings.Effort.LOW));
        }
    }

    @Test
    void choose_exploring_keepsTheGatesChoiceNext() {
        var random = new SplittableRandom(2);
        for (int run = 0; run < 200; run++) {
            var order = chooser(1).choose(CARD, ALONE, random).order();
            assertThat(order).contains("a").doesNotHaveDuplicates();
            assertThat(order.size()).isEqualTo(order.getFirst().equals("a") ? 1 : 2);
        }
    }

    @Test
    void choose_noExploring_isTheGatesChoice() {
        var choice = chooser(0).choose(CARD, ALONE, new SplittableRandom(1));

        assertThat(choice.order()).containsExactly("a");
        assertThat(choice.selection().choices().getFirst().propensity()).isEqualTo(1);
    }

    @Test
    void choose_emptyCard_choosesNobody() {
        assertThat(chooser(1)
                        .choose(new Scorecard(List.of()), ALONE, new SplittableRandom(1))
                        .order())
                .isEmpty();
    }
}
