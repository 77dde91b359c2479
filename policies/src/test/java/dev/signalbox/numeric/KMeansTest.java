package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KMeansTest {

    @Test
    void fit_threeBlobs_findsThem() {
        var random = new SplittableRandom(1);
        var points = new float[90][];
        for (int i = 0; i < points.length; i++) {
            points[i] = Clouds.around(i % 3, random).toArray();
        }

        var means = KMeans.fit(points, 3, 3, new SplittableRandom(2));

        for (int i = 0; i < points.length; i++) {
            assertThat(means.nearest(points[i])).isEqualTo(means.nearest(points[i % 3]));
        }
        assertThat(Arrays.stream(points).map(means::nearest).distinct()).hasSize(3);
    }

    @Test
    void fit_moreClustersThanPoints_keepsOneEach() {
        var points = new float[][] {{1, 0}, {0, 1}};

        assertThat(KMeans.fit(points, 5, 1, new SplittableRandom(1)).centres()).hasDimensions(2, 2);
    }

    @Test
    void fit_allPointsEqual_terminates() {
        var points = new float[][] {{1, 0}, {1, 0}, {1, 0}};

        assertThat(KMeans.fit(points, 2, 2, new SplittableRandom(1)).nearest(points[0]))
                .isZero();
    }

    @Test
    void nearest_anyPoint_agreesWithPlainDistances() {
        var centres = new float[][] {{1, 0}, {0, 3}, {-1, -1}, {0.2f, 0.2f}};
        var means = KMeans.of(centres);
        var random = new SplittableRandom(6);
        for (int i = 0; i < 200; i++) {
            var point = new float[] {(float) random.nextDouble() * 4 - 2, (float) random.nextDouble() * 4 - 2};
            int plain = 0;
            for (int j = 1; j < centres.length; j++) {
                plain = distance(point, centres[j]) < distance(point, centres[plain]) ? j : plain;
            }
            assertThat(means.nearest(point)).isEqualTo(plain);
        }
    }

    private static double distance(float[] x, float[] y) {
        return Math.hypot(x[0] - y[0], x[1] - y[1]);
    }
}
