package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 384})
    void dot_anyLength_agreesWithPlainLoop(int length) {
        var x = unit(length, 1);
        var y = unit(length, 2);
        double plain = 0;
        for (int i = 0; i < length; i++) {
            plain += (double) x[i] * y[i];
        }

        assertThat((double) Vectors.dot(x, y)).isCloseTo(plain, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 384})
    void dots_eightRows_agreeWithOneAfterTheOther(int length) {
        var table = new float[20 * length];
        int[] rows = {99, 3, 17, 0, 19, 4, 4, 11, 8};
        for (int row = 0; row < 20; row++) {
            System.arraycopy(unit(length, row), 0, table, row * length, length);
        }
        var y = unit(length, 30);
        var products = new float[Vectors.LANES];
        Vectors.dots(table, rows, 1, y, products);
        for (int i = 0; i < products.length; i++) {
            assertThat(products[i]).isCloseTo(Vectors.dot(table, rows[i + 1] * length, y), within(1e-5f));
        }
    }

    @Test
    void rows_ofMatrix_giveItBack() {
        var rows = new float[][] {{1, 2}, {3, 4}, {5, 6}};

        assertThat(Vectors.rows(Vectors.matrix(rows, 2))).isDeepEqualTo(rows);
    }

    private static float[] unit(int length, long seed) {
        var random = new SplittableRandom(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return Embedding.normalized(values).toArray();
    }
}
