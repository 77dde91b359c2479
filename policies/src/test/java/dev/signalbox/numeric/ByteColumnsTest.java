package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ByteColumnsTest {

    @Test
    void products_lastBlockNotFull_areNearThePlainOnes() {
        var random = new SplittableRandom(1);
        var rows = new float[300][63];
        for (var row : rows) {
            for (int f = 0; f < row.length; f++) {
                row[f] = (float) (random.nextGaussian() / Math.sqrt(row.length));
            }
        }
        var columns = ByteColumns.of(rows);
        var products = new float[ByteColumns.WIDTH];

        for (int i = 0; i < rows.length; i++) {
            columns.products(i / ByteColumns.WIDTH, rows[7], products);
            assertThat(products[i % ByteColumns.WIDTH]).isCloseTo(Vectors.dot(rows[i], rows[7]), within(0.01f));
        }
        assertThat(columns.count()).isEqualTo(300);
        assertThat(columns.blocks()).isEqualTo(3);
    }

    @Test
    void of_noRowsOrOnlyZeros_isWithoutDirection() {
        assertThat(ByteColumns.of(new float[0][]).count()).isZero();
        var products = new float[ByteColumns.WIDTH];
        ByteColumns.of(new float[2][4]).products(0, new float[] {1, 1, 1, 1}, products);
        assertThat(products).containsOnly(0);
    }
}
