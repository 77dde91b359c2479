package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProductIndexTest {

    private static final int DIMENSION = 24;
    private static final int SIZE = 4_000;
    private static final IntPredicate ALL = _ -> true;

    /** In 60 families, as experts come; small whole numbers, so that many products tie and none is rounded. */
    private static float[][] vectors(int size) {
        var random = new SplittableRandom(1);
        var vectors = new float[size][DIMENSION];
        for (int i = 0; i < size; i++) {
            var family = new SplittableRandom(i % 60);
            for (int f = 0; f < DIMENSION; f++) {
                vectors[i][f] = family.nextInt(-9, 10) + random.nextInt(-1, 2);
            }
        }
        return vectors;
    }

    private static float[] query(long seed) {
        var random = new SplittableRandom(seed);
        var query = new float[DIMENSION];
        for (int f = 0; f < DIMENSION; f++) {
            query[f] = random.nextInt(-3, 4);
        }
        return query;
    }

    private static List<Integer> exact(float[][] vectors, float[] query, int count, IntPredicate allowed) {
        return IntStream.range(0, vectors.length)
                .filter(allowed)
                .boxed()
                .sorted(Comparator.comparingDouble(number -> -Vectors.dot(vectors[number], query)))
                .limit(count)
                .toList();
    }

    private static List<Integer> found(ProductIndex.Found found) {
        return IntStream.of(found.numbers()).boxed().toList();
    }

    @Test
    void find_anyQuery_isWhatAFullSortFinds() {
        var vectors = vectors(SIZE);
        var index = ProductIndex.of(vectors);

        for (int seed = 0; seed < 50; seed++) {
            var query = query(seed);
            assertThat(found(index.find(query, 40, ALL))).isEqualTo(exact(vectors, query, 40, ALL));
        }
    }

    @Test
    void find_families_looksAtFew() {
        var index = ProductIndex.of(vectors(SIZE));

        double seen = IntStream.range(0, 50)
                .map(seed -> index.find(query(seed), 1, ALL).seen())
                .average()
                .orElseThrow();

        assertThat(seen).isLessThan(SIZE / 4.0);
        assertThat(index.size()).isEqualTo(SIZE);
    }

    @Test
    void find_someNotAllowed_fillsUpWithOthers() {
        var vectors = vectors(SIZE);
        var index = ProductIndex.of(vectors);
        IntPredicate few = number -> number % 50 == 7;
        var query = query(3);

        assertThat(found(index.find(query, 40, few))).isEqualTo(exact(vectors, query, 40, few));
        assertThat(found(index.find(query, 100, few))).hasSize(SIZE / 50);
        assertThat(found(index.find(query, 40, _ -> false))).isEmpty();
    }

    @Test
    void find_allAlike_isFirstByNumber() {
        var index = ProductIndex.of(new float[1_000][DIMENSION]);

        assertThat(found(index.find(query(1), 3, ALL))).containsExactly(0, 1, 2);
        assertThat(found(index.find(new float[DIMENSION], 2, ALL))).containsExactly(0, 1);
    }

    @Test
    void find_withBentProducts_isWhatAFullSortFinds() {
        var straight = vectors(1_000);
        var bent = vectors(1_500);
        var probabilities = IntStream.range(0, straight.length)
                .mapToObj(i -> scaled(bent[i + 500]))
                .toArray(float[][]::new);
        var index = ProductIndex.of(straight, probabilities, 30);

        for (int seed = 0; seed < 30; seed++) {
            var query = query(seed);
            var exact = IntStream.range(0, straight.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(number -> -(Vectors.dot(straight[number], query)
                            + (float) (30 / (1 + Math.exp(-Vectors.dot(probabilities[number], query)))))))
                    .limit(25)
                    .toList();
            assertThat(found(index.find(query, 25, ALL))).isEqualTo(exact);
        }
    }

    private static float[] scaled(float[] vector) {
        var scaled = new float[vector.length];
        for (int f = 0; f < scaled.length; f++) {
            scaled[f] = vector[f] / 64;
        }
        return scaled;
    }

    @Test
    void find_queryOfOtherLength_isRefused() {
        var index = ProductIndex.of(vectors(3));

        assertThatThrownBy(() -> index.find(new float[2], 1, ALL)).hasMessageContaining("2 numbers, expected 24");
        assertThatThrownBy(() -> ProductIndex.of(new float[0][])).hasMessageContaining("no vectors");
    }
}
