package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DriftTest {

    private static final float[][] ANCHORS = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    private static final double[] TRAINED = {50, 30, 15, 5};

    @Test
    void of_sameShares_isStable() {
        var drift = Drift.of(ANCHORS, TRAINED, questions(50, 30, 15, 5));

        assertThat(drift.stability()).isZero();
        assertThat(drift.divergence()).isZero();
        assertThat(drift.tailCovered()).isEqualTo(1);
    }

    @Test
    void of_anotherMix_hasMovedAndMissesTheTail() {
        var drift = Drift.of(ANCHORS, TRAINED, questions(10, 90, 0, 0));

        assertThat(drift.stability()).isGreaterThan(0.25);
        assertThat(drift.divergence()).isBetween(0.1, 1.0);
        assertThat(drift.tailCovered()).isZero();
    }

    @Test
    void of_disjoint_divergesByOneBit() {
        var drift = Drift.of(ANCHORS, new double[] {1, 0, 0, 0}, questions(0, 7, 0, 0));

        assertThat(drift.divergence()).isEqualTo(1);
    }

    @Test
    void of_snapshots_readsCentresOrPoints() {
        var centres = Matrix.of(2, 2, new float[] {1, 0, 0, 1});
        var clusters = snapshot("cluster", Map.of("centres", centres, "count", Matrix.of(1, 2, new float[] {3, 1})));
        var points = snapshot("knn", Map.of("points", Matrix.of(4, 2, new float[] {1, 0, 1, 0, 1, 0, 0, 1})));

        assertThat(Drift.of(clusters, questions(3, 1)).divergence()).isZero();
        assertThat(Drift.of(clusters, questions(1, 3)).divergence()).isPositive();
        assertThat(Drift.of(points, questions(3, 1)).divergence()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Drift.of(snapshot("other", Map.of()), questions(1)))
                .withMessageContaining("scorer other remembers no questions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Drift.of(clusters, List.of(new float[] {1})))
                .withMessageContaining("dimension 1, expected 2");
    }

    private static Snapshot snapshot(String scorer, Map<String, Matrix> matrices) {
        return new Snapshot(new Snapshot.Origin(scorer, "s", 2, Instant.EPOCH, 4), List.of("a"), matrices);
    }

    private static List<float[]> questions(int... counts) {
        return IntStream.range(0, counts.length)
                .boxed()
                .flatMap(i -> Stream.generate(() -> ANCHORS[i]).limit(counts[i]))
                .toList();
    }
}
