package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MixtureScorerTest extends OnboardingContract {

    private static final MixtureScorer.Config CONFIG = new MixtureScorer.Config(List.of());
    private static final DomainScorer.Config DOMAIN = new DomainScorer.Config(5);
    private static final LinearScorer.Config LINEAR = new LinearScorer.Config(Optional.empty());
    private static final KnnScorer.Config KNN = new KnnScorer.Config(20, 0.1, 1);

    /** What the catalogue does for policy files. */
    static final Parts PARTS = new Parts() {
        @Override
        public Learner learner(String name) {
            return switch (name) {
                case "domain" -> new DomainScorer.Fit(DOMAIN);
                case "linear" -> new LinearScorer.Fit(LINEAR);
                case "knn" -> new KnnScorer.Fit(KNN);
                default -> throw new IllegalArgumentException(name);
            };
        }

        @Override
        public Scorer scorer(String name, Snapshot snapshot) {
            return switch (name) {
                case "domain" -> new DomainScorer(DOMAIN, snapshot);
                case "linear" -> new LinearScorer(LINEAR, snapshot);
                case "knn" -> new KnnScorer(KNN, snapshot);
                default -> throw new IllegalArgumentException(name);
            };
        }
    };

    @Override
    protected Onboarding learner() {
        return new MixtureScorer.Fit(CONFIG, PARTS);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new MixtureScorer(CONFIG, snapshot, PARTS);
    }

    @Test
    void scorer_snapshotOfOtherParts_isRefused() {
        var snapshot = learner().fit(Worlds.topics(4, 20, 1), new SplittableRandom(1));

        assertThatThrownBy(() -> new MixtureScorer(new MixtureScorer.Config(List.of("domain", "knn")), snapshot, PARTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 parts, expected 2");
    }

    @Test
    void weights_onePartRightAndOneRandom_goToTheRightOne() {
        var random = new SplittableRandom(2);
        int n = 400;
        var known = new double[n][2];
        var predicted = new double[n][2][2];
        for (int i = 0; i < n; i++) {
            boolean first = random.nextBoolean();
            known[i] = new double[] {first ? 1 : 0, first ? 0 : 1};
            predicted[i][0] = new double[] {first ? 0.9 : 0.1, first ? 0.1 : 0.9};
            predicted[i][1] = new double[] {random.nextDouble(), random.nextDouble()};
        }

        var weights = Blending.weights(predicted, known);

        assertThat(weights[0]).isGreaterThan(0.9);
        assertThat(weights[1]).isBetween(0.0, 0.2);
    }

    @Test
    void shift_partTooLow_isMadeUpFor() {
        var known = new double[][] {{0.8, Double.NaN}, {0.6, 0.4}};
        var predicted = new double[][][] {{{0.5, 0.1}}, {{0.3, 0.1}}};

        var shift = Blending.shift(predicted, known, new double[] {1});

        assertThat(shift[0]).isCloseTo(0.3, within(1e-9));
        assertThat(shift[1]).isCloseTo(0.3, within(1e-9));
    }
}
