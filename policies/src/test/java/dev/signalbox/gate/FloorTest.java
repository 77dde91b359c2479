package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FloorTest {

    private static final Floor FLOOR = new Floor(0.9, 0.9);
    private static final int QUESTIONS = 400;
    private static final int WORLDS = 600;

    /** Quality 0 or 1 by chance. */
    private static double[] flips(int count, double quality, SplittableRandom random) {
        return random.doubles(count).map(draw -> draw < quality ? 1 : 0).toArray();
    }

    private static double[][] column(double[] quality) {
        return Arrays.stream(quality).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
    }

    /** Binomial, three standard deviations. */
    private static double atMost(double share) {
        return share + 3 * Math.sqrt(share * (1 - share) / WORLDS);
    }

    @Test
    void reach_rulesThatFallBelowTheFloor_takesOneOfThemNoOftenerThanItMay() {
        var random = new SplittableRandom(1);
        int broken = 0;
        for (int world = 0; world < WORLDS; world++) {
            var expert = flips(QUESTIONS, 0.8, random);
            // rule r keeps a share 1 - r / 40 of the expert's quality: from rule 4 on the floor is broken
            var last = FLOOR.reach(column(expert), 20, rule -> {
                var own = random.split();
                return Arrays.stream(expert)
                        .map(quality -> own.nextDouble() < rule / 40.0 ? 0 : quality)
                        .toArray();
            });
            broken += last.orElse(0) > 4 ? 1 : 0;
        }
        assertThat(broken / (double) WORLDS).isLessThanOrEqualTo(atMost(0.1));
    }

    @Test
    void reach_ruleJustAtTheFloor_passesNoOftenerThanItMay() {
        var random = new SplittableRandom(2);
        int passed = 0;
        for (int world = 0; world < WORLDS; world++) {
            var expert = flips(QUESTIONS, 0.8, random);
            var routed = flips(QUESTIONS, 0.72, random);
            passed += FLOOR.reach(column(expert), 1, _ -> routed).isPresent() ? 1 : 0;
        }
        assertThat(passed / (double) WORLDS).isLessThanOrEqualTo(atMost(0.1));
    }

    @Test
    void reach_ruleAsGoodAsTheBest_passesNearlyAlways() {
        var random = new SplittableRandom(3);
        int passed = 0;
        for (int world = 0; world < WORLDS; world++) {
            var expert = flips(QUESTIONS, 0.8, random);
            passed += FLOOR.reach(column(expert), 1, _ -> expert).isPresent() ? 1 : 0;
        }
        assertThat(passed).isGreaterThan(WORLDS * 95 / 100);
    }

    @Test
    void reach_ruleThatKeepsItAgainstOneExpertOnly_fails() {
        var random = new SplittableRandom(4);
        var weak = flips(QUESTIONS, 0.3, random);
        var strong = flips(QUESTIONS, 0.9, random);
        var experts = new double[QUESTIONS][];
        Arrays.setAll(experts, i -> new double[] {weak[i], strong[i]});

        assertThat(FLOOR.reach(experts, 1, _ -> weak)).isEmpty();
        assertThat(FLOOR.reach(experts, 1, _ -> strong)).hasValue(0);
    }

    @Test
    void reach_ruleAfterOneThatFails_isNotLookedAt() {
        var random = new SplittableRandom(5);
        var good = flips(QUESTIONS, 0.9, random);
        var bad = new double[QUESTIONS];

        assertThat(FLOOR.reach(column(good), 3, rule -> rule == 1 ? bad : good)).hasValue(0);
    }

    @Test
    void reach_fewQuestions_isEmpty() {
        var good = new double[] {1, 1, 1};

        assertThat(FLOOR.reach(column(good), 3, _ -> good)).isEmpty();
        assertThat(FLOOR.reach(new double[0][], 3, _ -> new double[0])).isEmpty();
    }

    @Test
    void constructor_outOfRange_isRefused() {
        assertThatThrownBy(() -> new Floor(1.2, 0.9)).hasMessage("floor: 1.2, expected within (0, 1]");
        assertThatThrownBy(() -> new Floor(Double.NaN, 0.9)).hasMessageStartingWith("floor: NaN");
        assertThatThrownBy(() -> new Floor(0.9, 1)).hasMessage("confidence: 1.0, expected within [0.5, 1)");
    }
}
