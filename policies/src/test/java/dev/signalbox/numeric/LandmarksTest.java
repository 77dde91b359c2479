package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LandmarksTest {

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void centres_pointsInGroups_moveToTheirMiddles() {
        var points = points(400);

        var centres = Landmarks.centres(points, 40, 3, random);

        assertThat(centres.size()).isEqualTo(40);
        double nearest = 0;
        double drawn = 0;
        var still = Landmarks.centres(points, 40, 0, new SplittableRandom(1));
        for (var point : points) {
            nearest += most(centres.likeness(point, 1));
            drawn += most(still.likeness(point, 1));
        }
        assertThat(nearest).isGreaterThan(drawn - 2); // a drawn point is nearest to itself, a centre to nobody quite
        for (int l = 0; l < centres.size(); l++) {
            assertThat(Vectors.dot(centres.row(l), centres.row(l))).isCloseTo(1f, within(1e-4f));
        }
    }

    @Test
    void centres_fewPoints_areThePoints() {
        var points = points(5);

        var centres = Landmarks.centres(points, 10, 2, random);

        assertThat(List.of(Vectors.rows(centres.matrix()))).containsExactlyInAnyOrder(points);
    }

    @Test
    void likeness_point_isThatOfThePlainLoop() {
        var points = points(20);
        var landmarks = new Landmarks(points);

        var likeness = landmarks.likeness(points[0], 1.5);

        for (int l = 0; l < points.length; l++) {
            double plain = Math.exp(-3 * (1 - Vectors.dot(points[l], points[0])));
            assertThat((double) likeness[l]).isCloseTo(plain, within(1e-5));
        }
    }

    private float[][] points(int count) {
        var points = new float[count][];
        for (int i = 0; i < count; i++) {
            points[i] = Clouds.around(i % 4, random).toArray();
        }
        return points;
    }

    private static float most(float[] values) {
        float most = values[0];
        for (float value : values) {
            most = Math.max(most, value);
        }
        return most;
    }
}
