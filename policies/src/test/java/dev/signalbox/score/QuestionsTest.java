package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.learn.Matrix;
import dev.signalbox.numeric.Vectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QuestionsTest {

    private static final int DIMENSION = 128;
    private static final int WANTED = 100;

    /** Points around 40 centres, as questions lie around what they are about. */
    private static float[][] points(int count, long seed) {
        var random = new SplittableRandom(seed);
        var points = new float[count][DIMENSION];
        for (int i = 0; i < count; i++) {
            var centre = new SplittableRandom(i % 40);
            double squares = 0;
            for (int f = 0; f < DIMENSION; f++) {
                points[i][f] = (float) (centre.nextGaussian() + 0.7 * random.nextGaussian());
                squares += points[i][f] * points[i][f];
            }
            for (int f = 0; f < DIMENSION; f++) {
                points[i][f] /= (float) Math.sqrt(squares);
            }
        }
        return points;
    }

    @Test
    void nearest_manyQuestions_missesFewAndKnowsTheirOrder() {
        var points = points(Questions.MANY, 1);
        var questions = Questions.of(Questions.matrices(points));
        var flat = Vectors.matrix(points, DIMENSION).toArray();
        int found = 0;
        int asked = 0;
        for (var query : points(40, 2)) {
            var exact = indexes(Neighbours.of(query, flat, WANTED));
            var near = indexes(questions.nearest(query, WANTED));
            found += (int) near.stream().filter(exact::contains).count();
            asked += WANTED;
            assertThat(near).hasSize(WANTED).doesNotHaveDuplicates();
            assertThat(near.getFirst()).isEqualTo(exact.getFirst());
        }

        assertThat(found / (double) asked).isGreaterThan(0.98);
    }

    @Test
    void nearest_fewQuestionsOrNoComponents_isExact() {
        var points = points(Questions.MANY, 1);
        var without = new HashMap<>(Questions.matrices(points));
        without.remove("points.components");
        var query = points(1, 3)[0];

        assertThat(indexes(Questions.of(without).nearest(query, WANTED)))
                .isEqualTo(indexes(
                        Neighbours.of(query, Vectors.matrix(points, DIMENSION).toArray(), WANTED)));
        assertThat(Questions.matrices(points(50, 1))).containsOnlyKeys("points");
        assertThat(Questions.of(Questions.matrices(points(50, 1)))
                        .nearest(query, WANTED)
                        .count())
                .isEqualTo(50);
    }

    @Test
    void of_componentsOfOtherDimension_isRefused() {
        var matrices = Map.of(
                "points", Vectors.matrix(points(2, 1), DIMENSION),
                "points.components", Matrix.of(1, 2, new float[2]));

        assertThatThrownBy(() -> Questions.of(matrices)).hasMessageContaining("has 2 columns, expected 128");
    }

    private static List<Integer> indexes(Neighbours near) {
        return IntStream.range(0, near.count()).mapToObj(near::index).toList();
    }
}
