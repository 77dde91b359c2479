package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChallengeTest {

    /** Expert a is right on nine in ten, b on one in ten; both cost the same. */
    private static final List<Observation> QUESTIONS = IntStream.range(0, 200)
            .mapToObj(i -> new Observation(
                    "q" + i,
                    "q" + i,
                    Embedding.of(new float[] {1}),
                    "",
                    Map.of("a", grade(i % 10 == 0 ? 0 : 1), "b", grade(i % 10 == 0 ? 1 : 0))))
            .toList();

    @Test
    void of_betterChallenger_isBetter() {
        var challenge = challenge("b", "a");

        assertThat(challenge.isBetter()).isTrue();
        assertThat(challenge.isWorse()).isFalse();
        assertThat(challenge.gain().mean()).isEqualTo(0.8);
        assertThat(challenge.moved()).isEqualTo(200);
    }

    @Test
    void of_worseChallenger_isWorse() {
        assertThat(challenge("a", "b").isWorse()).isTrue();
    }

    @Test
    void of_sameChoices_isNeither() {
        var challenge = challenge("a", "a");

        assertThat(challenge.isBetter()).isFalse();
        assertThat(challenge.isWorse()).isFalse();
        assertThat(challenge.moved()).isZero();
    }

    @Test
    void of_expertWithoutGrade_saysWhich() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> challenge("a", "c"))
                .withMessageContaining("went to c");
    }

    @Test
    void of_expertWithoutGradeThatBothChoose_needsNone() {
        assertThat(challenge("c", "c").gain().mean()).isZero();
    }

    private static Challenge challenge(String incumbent, String challenger) {
        return Challenge.of(
                QUESTIONS,
                new Challenge.Sides(_ -> incumbent, _ -> challenger),
                Grade::quality,
                new SplittableRandom(1));
    }

    private static Grade grade(double quality) {
        return new Grade(quality, 10, Duration.ofMillis(1));
    }
}
