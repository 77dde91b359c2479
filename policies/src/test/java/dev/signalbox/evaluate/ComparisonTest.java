package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ComparisonTest {

    /** Expert a is right on sums and costs 100, b on words and costs 300, c is right on three of four and costs 1000. */
    private static List<Observation> heldOut() {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 80; i++) {
            boolean sums = i % 2 == 0;
            var grades = Map.of(
                    "a", grade(sums ? 1 : 0, 100),
                    "b", grade(sums ? 0 : 1, 300),
                    "c", grade(i % 4 == 3 ? 0 : 1, 1000));
            var point = Embedding.of(new float[] {1, 0});
            observations.add(new Observation("q" + i, "p" + i, point, sums ? "sums" : "words", grades));
        }
        return observations;
    }

    private static Grade grade(double quality, long microUsd) {
        return new Grade(quality, microUsd, Duration.ofMillis(microUsd / 10));
    }

    private static Comparison compare() {
        return Comparison.of(
                heldOut(), observation -> observation.domain().equals("sums") ? "a" : "b", new SplittableRandom(1));
    }

    @Test
    void of_perfectPolicy_equalsTheOracleAndLeadsTheBestSingle() {
        var comparison = compare();

        assertThat(comparison.policy().quality()).isEqualTo(1);
        assertThat(comparison.policy().microUsd()).isEqualTo(200);
        assertThat(comparison.policy().latency()).isEqualTo(Duration.ofMillis(20));
        assertThat(comparison.oracle().microUsd()).isEqualTo(200);
        assertThat(comparison.experts().getFirst().name()).isEqualTo("c");
        assertThat(comparison.experts().getFirst().domains()).containsEntry("words", 0.5);
        assertThat(comparison.lead().mean()).isCloseTo(0.25, within(1e-12));
        assertThat(comparison.lead().low()).isBetween(0.1, 0.25);
        assertThat(comparison.lead().high()).isBetween(0.25, 0.4);
    }

    @Test
    void of_randomMix_isTheMeanOfTheExperts() {
        var random = compare().random();

        assertThat(random.quality()).isCloseTo((0.5 + 0.5 + 0.75) / 3, within(1e-12));
        assertThat(random.microUsd()).isCloseTo(1400.0 / 3, within(1e-9));
    }

    @Test
    void of_zeroRouter_mixesTheCheapestAndTheBest() {
        // a (100, 0.5) and c (1000, 0.75); b lies below the line; at 200 a ninth of the way
        assertThat(compare().zeroRouter()).isCloseTo(0.5 + 0.25 / 9, within(1e-12));
    }

    @Test
    void of_unevenGrades_isRefused() {
        var uneven = new ArrayList<>(heldOut());
        uneven.add(new Observation("odd", "odd", uneven.getFirst().embedding(), "", Map.of("a", grade(1, 1))));

        assertThatThrownBy(() -> Comparison.of(uneven, observation -> "a", new SplittableRandom(1)))
                .hasMessageContaining("question odd is graded for [a]");
        assertThatThrownBy(() -> Comparison.of(List.of(), observation -> "a", new SplittableRandom(1)))
                .hasMessageContaining("no held-out questions");
        assertThatThrownBy(() -> Comparison.of(heldOut(), observation -> "z", new SplittableRandom(1)))
                .hasMessageContaining("went to z");
    }

    @Test
    void render_comparison_hasALineForEachRow() {
        var lines = ComparisonTable.render(compare()).lines().toList();

        assertThat(lines.getFirst()).matches(" +right +USD/1000 +ms +sums +words");
        assertThat(lines)
                .extracting(line -> line.split(" ")[0])
                .containsExactly("", "c", "a", "b", "random", "policy", "oracle", "policy", "zero");
        assertThat(lines.get(5)).matches("policy +1\\.000 +0\\.2000 +20 +1\\.000 +1\\.000");
    }
}
