package dev.signalbox.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.gate.Objective;
import dev.signalbox.score.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FlipTest {

    private static Score score(String expert, double quality, double microUsd, long millis) {
        return new Score(expert, quality, 0.1, microUsd, Duration.ofMillis(millis));
    }

    @Test
    void of_dearAndCheap_saysFromWhichPriceOnTheCheapOneWins() {
        var dear = score("dear", 0.9, 10_000, 100);
        var cheap = score("cheap", 0.7, 0, 100);

        var flips = Flip.of(List.of(dear, cheap), new Objective(1, 5, 0));

        // 0.9 - 0.01 p = 0.7 at p = 20
        assertThat(flips)
                .filteredOn(flip -> flip.weight() == Flip.Weight.PER_USD)
                .singleElement()
                .satisfies(flip -> {
                    assertThat(flip.bound()).isCloseTo(20, within(1e-9));
                    assertThat(flip.expert()).isEqualTo("cheap");
                    assertThat(flip.rises()).isTrue();
                });
    }

    @Test
    void of_bestInEverything_namesNothing() {
        var flips =
                Flip.of(List.of(score("best", 0.9, 1, 10), score("worst", 0.5, 100, 500)), new Objective(1, 5, 0.1));

        assertThat(flips).isEmpty();
    }

    @Test
    void of_fewerThanTwo_namesNothing() {
        assertThat(Flip.of(List.of(), Objective.QUALITY)).isEmpty();
        assertThat(Flip.of(List.of(score("only", 0.5, 1, 1)), Objective.QUALITY))
                .isEmpty();
    }

    @Test
    void of_anyCandidates_justBeyondTheBoundTheNamedOneWinsAndJustBeforeItDoesNot() {
        var random = new SplittableRandom(1);
        int seen = 0;
        for (int round = 0; round < 300; round++) {
            var scores = new ArrayList<Score>();
            for (int e = 0; e < 5; e++) {
                scores.add(score("e" + e, random.nextDouble(), random.nextDouble() * 5_000, random.nextInt(3_000)));
            }
            var objective = new Objective(1, random.nextDouble() * 100, random.nextDouble() * 0.2);
            var best = best(scores, objective);
            for (var flip : Flip.of(scores, objective)) {
                double step = 1e-6 * (flip.bound() - flip.now());
                assertThat(best(scores, with(objective, flip.weight(), flip.bound() + step)))
                        .isEqualTo(flip.expert());
                assertThat(best(scores, with(objective, flip.weight(), flip.bound() - step)))
                        .isEqualTo(best);
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(300);
    }

    private static String best(List<Score> scores, Objective objective) {
        return scores.stream()
                .max(Comparator.comparingDouble(objective::utility))
                .orElseThrow()
                .expert();
    }

    private static Objective with(Objective objective, Flip.Weight weight, double value) {
        return switch (weight) {
            case QUALITY -> new Objective(Math.max(0, value), objective.perUsd(), objective.perSecond());
            case PER_USD -> new Objective(objective.quality(), Math.max(0, value), objective.perSecond());
            case PER_SECOND -> new Objective(objective.quality(), objective.perUsd(), Math.max(0, value));
        };
    }
}
