package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Signals;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Row;
import dev.signalbox.numeric.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

        var again = Blend.of(snapshot(matrices));

        assertThat(blend.coordinates()).isEqualTo(matrices.get("blend.mean").columns() + Blend.TERMS);
        var question = observations.getFirst().prompt();
        assertThat(again.direction(question)).isEqualTo(blend.direction(question));
        assertThat(again.row(question)).usingRecursiveComparison().isEqualTo(blend.row(question));
    }

    @Test
    void of_snapshotThatKnowsFewerSignals_readsThoseAlone() {
        var observations = observations();
        var blend = Blend.fit(observations, Blend.Form.SUBJECT);
        var question = observations.getFirst().prompt();
        var earlier = new HashMap<>(blend.matrices());
        earlier.remove("blend.clip"); // was not told then

        assertThat(Blend.of(snapshot(earlier)).direction(question))
                .containsExactly(blend.direction(question), within(1e-6f));
        assertThat(blend.direction(question)).hasSize(ScorerContract.DIMENSION + 28);
    }

    @Test
    void direction_recordOfFewerSignals_isRefused() {
        var observations = observations();
        var known = observations.getFirst().prompt();
        var earlier = Prompt.of(
                known.embedding(),
                known.terms(),
                Signals.of(Arrays.copyOf(known.signals().toArray(), 28)));

        assertThatThrownBy(() -> Blend.fit(observations).direction(earlier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("question: 28 signals recorded, expected " + Signals.dimension()
                        + " or more, which the snapshot was fitted on");
        assertThat(Blend.fit(observations, Blend.Form.SUBJECT).direction(earlier))
                .isEqualTo(Blend.fit(observations, Blend.Form.SUBJECT).direction(known));
    }

    @Test
    void direction_labelledDomains_bringsQuestionsOfOneTogether() {
        var labelled = Worlds.topics(4, 40, 1).observations();
        var blend = Blend.fit(labelled, Blend.Form.TOPICAL);
        var again = Blend.of(snapshot(blend.matrices()));
        var plain = Blend.fit(labelled);
        // axes 0 and 2 are both labelled even, axis 1 odd
        var one = Prompt.of(Worlds.around(0, random));
        var alike = Prompt.of(Worlds.around(2, random));
        var other = Prompt.of(Worlds.around(1, random));

        assertThat(again.direction(one)).isEqualTo(blend.direction(one));
        assertThat(blend.direction(one)).hasSize(plain.direction(one).length + 2);
        assertThat(Vectors.dot(plain.direction(one), plain.direction(alike))
                        - Vectors.dot(plain.direction(one), plain.direction(other)))
                .isBetween(-0.2f, 0.2f);
        assertThat(Vectors.dot(blend.direction(one), blend.direction(alike)))
                .isGreaterThan(Vectors.dot(blend.direction(one), blend.direction(other)) + 0.3f);
    }

    @Test
    void fit_domainOfFewQuestions_isNoTopic() {
        var labelled = new ArrayList<>(Worlds.topics(4, 10, 1).observations());
        for (int i = 0; i < 3; i++) {
            labelled.add(new Observation("rare" + i, "rare" + i, Worlds.around(0, random), "rare", Map.of()));
        }

        assertThat(Blend.fit(labelled, Blend.Form.TOPICAL)
                        .matrices()
                        .get("blend.topics/softmax.bias")
                        .columns())
                .isEqualTo(2);
    }

    @Test
    void fit_fewerThanTwoDomains_hasNoTopics() {
        var blend = Blend.fit(observations(), Blend.Form.TOPICAL);

        assertThat(blend.matrices().keySet()).noneMatch(name -> name.startsWith("blend.topics/"));
    }

    @Test
    void of_moreSignalsThanKnown_isRefused() {
        var matrices = new HashMap<>(Blend.fit(observations()).matrices());
        int most = ScorerContract.DIMENSION + Signals.dimension();
        matrices.put("blend.mean", Matrix.of(1, most + 1, new float[most + 1]));

        assertThatThrownBy(() -> Blend.of(snapshot(matrices)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blend of " + (most + 1));
    }

    private static Snapshot snapshot(Map<String, Matrix> matrices) {
        var origin = new Snapshot.Origin("made-up", Worlds.SPACE, ScorerContract.DIMENSION, Instant.EPOCH, 1);
        return new Snapshot(origin, List.of("a"), matrices);
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
