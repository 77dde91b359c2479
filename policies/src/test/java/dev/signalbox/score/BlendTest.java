package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BlendTest {

    private static final List<String> TEXTS = List.of(
            "What is the capital of Peru?",
            "What is the capital of Chile?",
            "Write a function that sorts a list.",
            "Write a function that reverses a list.",
            "What is 12 + 30?");

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void row_questionsSeen_haveUnitLengthAndDescendingNothing() {
        var observations = observations();
        var blend = Blend.fit(observations);

        for (var row : blend.rows(observations)) {
            assertThat(length(row)).isCloseTo(1, within(1e-5));
            assertThat(row.index()).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void row_similarWording_isNearerThanOther() {
        var observations = observations();
        var rows = Blend.fit(observations).rows(observations);

        assertThat(termProduct(rows[0], rows[1])).isGreaterThan(termProduct(rows[0], rows[2]));
    }

    @Test
    void row_wordsOfOneQuestionAlone_areLeftOut() {
        var observations = observations();
        var blend = Blend.fit(observations);
        var strange = Prompt.of("zyxwv qponm", Worlds.around(0, random));

        assertThat(blend.row(strange).index()).isEmpty();
    }

    @Test
    void row_afterJson_isTheSame() {
        var observations = observations();
        var blend = Blend.fit(observations);
        var matrices = blend.matrices();

        assertThat(matrices).containsOnlyKeys("blend.mean", "blend.scale", "blend.idf");
        assertThat(blend.coordinates()).isEqualTo(matrices.get("blend.mean").columns() + Blend.TERMS);
    }

    private List<Observation> observations() {
        var observations = new ArrayList<Observation>();
        for (var text : TEXTS) {
            Embedding embedding = Worlds.around(observations.size(), random);
            observations.add(new Observation(text, text, Prompt.of(text, embedding), "", Map.of()));
        }
        return observations;
    }

    private static double length(Row row) {
        double sum = 0;
        for (float x : row.dense()) {
            sum += (double) x * x;
        }
        for (float x : row.value()) {
            sum += (double) x * x;
        }
        return Math.sqrt(sum);
    }

    private static double termProduct(Row one, Row other) {
        double sum = 0;
        for (int i = 0; i < one.index().length; i++) {
            for (int j = 0; j < other.index().length; j++) {
                sum += one.index()[i] == other.index()[j] ? one.value()[i] * other.value()[j] : 0;
            }
        }
        return sum;
    }
}
