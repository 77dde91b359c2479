package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Nystrom;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KernelScorerTest extends OnboardingContract {

    private static final KernelScorer.Config CONFIG = new KernelScorer.Config(2, 1000, Optional.empty());

    @Override
    protected Onboarding learner() {
        return new KernelScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new KernelScorer(CONFIG, snapshot);
    }

    @Test
    void solve_allPointsLandmarksAndLittlePenalty_goesThroughTheTargets() {
        var random = new SplittableRandom(1);
        var points = new float[30][];
        var known = new double[points.length][1];
        for (int i = 0; i < points.length; i++) {
            points[i] = embedding(random.nextLong()).toArray();
            known[i][0] = random.nextDouble();
        }

        var machine = Nystrom.of(points, known, 100, 3, random);
        var solved = machine.solve(1e-4);

        for (int i = 0; i < points.length; i++) {
            assertThat(solved.predict(points[i])[0]).isCloseTo(known[i][0], within(0.05));
        }
        assertThat(machine.freedom(1e-4)).isBetween(25.0, 30.0);
    }

    @Test
    void solve_greatPenalty_saysTheMean() {
        var random = new SplittableRandom(1);
        var points = new float[][] {embedding(1).toArray(), embedding(2).toArray()};

        var solved =
                Nystrom.of(points, new double[][] {{0}, {1}}, 100, 1, random).solve(1e9);

        assertThat(solved.predict(points[0])[0]).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void solve_landmarksThatCoincide_isStable() {
        var random = new SplittableRandom(1);
        var points = new float[200][];
        var known = new double[points.length][1];
        for (int i = 0; i < points.length; i++) {
            points[i] = embedding(i % 3).toArray();
            known[i][0] = i % 3 == 0 ? 1 : 0;
        }

        for (double penalty : new double[] {1e-3, 1, 30, 1000}) {
            var solved = Nystrom.of(points, known, 100, 0.5, random).solve(penalty);

            assertThat(solved.predict(points[0])[0]).isBetween(0.3, 1.01);
        }
    }
}
