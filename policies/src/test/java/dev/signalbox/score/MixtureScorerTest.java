package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.policy.Catalogue;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MixtureScorerTest extends LearnedScorerContract {

    private static final Catalogue CATALOGUE = Catalogue.of(List.of());

    @Override
    protected Learner learner() {
        return CATALOGUE.scorer("test", "mixture").learner().orElseThrow();
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return CATALOGUE.scorer("test", "mixture").scorer(Optional.of(snapshot));
    }

    @Test
    void scorer_partUnknown_isRefusedWithTheNamesThatMayStand() {
        assertThatThrownBy(() -> CATALOGUE.scorer("test", "mixture: [domain, magic]"))
                .hasMessageContaining("magic")
                .hasMessageContaining("linear");
    }

    @Test
    void scorer_partThatDoesNotLearn_isRefused() {
        assertThatThrownBy(() -> CATALOGUE.scorer("test", "mixture: [static]")).hasMessageContaining("static");
    }

    @Test
    void scorer_itself_isRefused() {
        assertThatThrownBy(() -> CATALOGUE.scorer("test", "mixture: [mixture]")).hasMessageContaining("mixture");
    }

    @Test
    void scorer_snapshotOfOtherParts_isRefused() {
        var snapshot = learner().fit(Worlds.topics(4, 20, 1), new SplittableRandom(1));

        assertThatThrownBy(
                        () -> CATALOGUE.scorer("test", "mixture: [domain, knn]").scorer(Optional.of(snapshot)))
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
