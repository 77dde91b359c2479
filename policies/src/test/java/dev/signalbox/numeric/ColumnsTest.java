package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ColumnsTest {

    @Test
    void products_lastBlockNotFull_areThePlainLoopsToTheBit() {
        var random = new SplittableRandom(1);
        var rows = new float[300][70];
        for (var row : rows) {
            for (int f = 0; f < row.length; f++) {
                row[f] = (float) random.nextGaussian();
            }
        }
        var query = rows[0].clone();
        query[5] = 0;
        var columns = Columns.of(rows);
        var products = new float[Columns.WIDTH];

        for (int i = 0; i < rows.length; i++) {
            columns.products(i / Columns.WIDTH, query, products);
            float plain = 0;
            for (int f = 0; f < query.length; f++) {
                plain += query[f] * rows[i][f];
            }
            assertThat(products[i % Columns.WIDTH]).isEqualTo(plain);
        }
    }

    @Test
    void of_noRows_isEmpty() {
        assertThat(Columns.of(new float[0][]).count()).isZero();
    }
}
