package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TeachingTest {

    /** Expects quality by the embedding's first number. */
    private static final Scorer TEACHER = (features, candidates) -> new Scorecard(candidates.stream()
            .map(card -> new Score(card.name(), features.prompt().embedding().at(0), 0, 5, Duration.ofMillis(3)))
            .toList());

    @Test
    void of_promptsThatNobodyAnswered_haveTheTeachersScoresForGrades() {
        var experts = rosterOf(ROSTER).cards();
        var prompts = new Training(
                "test",
                Instant.EPOCH,
                List.of(
                        new Observation("a", "p", Embedding.of(new float[] {0.6f, 0.8f}), "sums", Map.of()),
                        new Observation("b", "p", Embedding.of(new float[] {0.8f, 0.6f}), "", Map.of())));

        var taught = Teaching.of(TEACHER, prompts, experts);

        assertThat(taught.experts()).containsExactly("gpt-4o-mini", "local/sums");
        var first = taught.observations().getFirst();
        assertThat(first.promptId()).isEqualTo("p");
        assertThat(first.domain()).isEqualTo("sums");
        assertThat(first.grades().values()).allSatisfy(grade -> {
            assertThat(grade.quality()).isCloseTo(0.6, within(1e-6));
            assertThat(grade.microUsd()).isEqualTo(5);
            assertThat(grade.latency()).isEqualTo(Duration.ofMillis(3));
        });
        assertThat(taught.observations().getLast().grades().values())
                .allSatisfy(grade -> assertThat(grade.quality()).isCloseTo(0.8, within(1e-6)));
    }
}
