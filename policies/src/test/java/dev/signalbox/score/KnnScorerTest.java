package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Vectors;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KnnScorerTest extends OnboardingContract {

    private static final KnnScorer.Config CONFIG = new KnnScorer.Config(20, 0.1, 1);

    @Override
    protected Onboarding learner() {
        return new KnnScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new KnnScorer(CONFIG, snapshot);
    }

    @Test
    void neighbours_manyPoints_areThoseOfAFullSort() {
        var random = new SplittableRandom(4);
        var points = IntStream.range(0, 500)
                .mapToObj(i -> embedding(random.nextLong()).toArray())
                .toArray(float[][]::new);
        var query = embedding(77).toArray();

        var near = Neighbours.of(query, Vectors.matrix(points, DIMENSION).toArray(), 20);

        var sorted = IntStream.range(0, points.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Vectors.dot(query, points[i])))
                .limit(20)
                .toList();
        assertThat(IntStream.range(0, 20).mapToObj(near::index).toList()).isEqualTo(sorted);
    }

    @Test
    void config_noNeighbours_isRefused() {
        assertThatThrownBy(() -> new KnnScorer.Config(0, 0.1, 1)).hasMessageContaining("k 0");
    }
}
