package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class ClusterScorerTest extends OnboardingContract {

    private static final ClusterScorer.Config CONFIG = config(ClusterScorer.Kind.K_MEANS, Optional.empty());

    private static ClusterScorer.Config config(ClusterScorer.Kind kind, Optional<Integer> clusters) {
        return new ClusterScorer.Config(clusters, 64, 4, 3, kind);
    }

    @Override
    protected Onboarding learner() {
        return new ClusterScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new ClusterScorer(CONFIG, snapshot);
    }

    @Test
    void fit_fourTopics_choosesAtLeastFourClusters() {
        var snapshot = learner().fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));

        assertThat(snapshot.matrix("centres").rows()).isBetween(4, 16);
    }

    @Test
    void score_smallCluster_isShrunkTowardsTheOverallMean() {
        var two = config(ClusterScorer.Kind.K_MEANS, Optional.of(2));
        var snapshot = new ClusterScorer.Fit(two).fit(Worlds.topics(2, 4, 1), new SplittableRandom(1));

        var score = new ClusterScorer(two, snapshot)
                .score(features(Worlds.around(0, new SplittableRandom(1))), List.of(card("a", 0.5)))
                .scores()
                .getFirst();

        // four right answers and a prior of four at the overall mean 0.5: (4 + 4 * 0.5) / 8
        assertThat(score.quality()).isCloseTo(0.75, within(1e-6));
    }

    @Test
    void config_noClusters_isRefused() {
        assertThatThrownBy(() -> config(ClusterScorer.Kind.K_MEANS, Optional.of(0)))
                .hasMessageContaining("clusters: 0, expected at least 1");
    }

    @Test
    void score_snapshotOfTheFirstForm_scoresAsItDid() {
        var fitted = learner().fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var matrices = new TreeMap<>(fitted.matrices());
        matrices.keySet().retainAll(Set.of("centres", "count", "quality", "cost", "latency"));
        var first = new Snapshot(fitted.origin(), fitted.experts(), matrices);
        var there = features(Worlds.around(2, new SplittableRandom(3)));

        for (var kind : ClusterScorer.Kind.values()) {
            assertThat(new ClusterScorer(config(kind, Optional.empty()), first).score(there, List.of(card("a", 0.5))))
                    .isEqualTo(scorer(fitted).score(there, List.of(card("a", 0.5))));
        }
    }

    @Test
    void score_mapOfAnotherSize_isRefused() {
        var mapped = config(ClusterScorer.Kind.LEARNED_MAP, Optional.of(2));
        var fitted = new ClusterScorer.Fit(mapped).fit(Worlds.topics(2, 10, 1), new SplittableRandom(1));
        var matrices = new TreeMap<>(fitted.matrices());
        matrices.put("map.bias", Matrix.of(1, 1, new float[1]));

        assertThatThrownBy(() -> scorer(new Snapshot(fitted.origin(), fitted.experts(), matrices)))
                .hasMessageContaining("1 biases of the cluster map, expected 2");
    }

    @Test
    void fit_slopeWithinOneCluster_isSeenByLinesAndCodesButNotByMeans() {
        var one = Worlds.slope(400, 1);

        assertThat(spread(ClusterScorer.Kind.K_MEANS, one)).isCloseTo(0, within(1e-6));
        assertThat(spread(ClusterScorer.Kind.RIDGE, one)).isGreaterThan(0.3);
        assertThat(spread(ClusterScorer.Kind.CODES, one, 4)).isGreaterThan(0.3);
    }

    /** Difference of expert a's quality between the ends of the slope. */
    private static double spread(ClusterScorer.Kind kind, Training training, int... clusters) {
        var config = config(kind, Optional.of(clusters.length == 0 ? 1 : clusters[0]));
        var scorer = new ClusterScorer(config, new ClusterScorer.Fit(config).fit(training, new SplittableRandom(1)));
        return quality(scorer, Worlds.onSlope(0.9)) - quality(scorer, Worlds.onSlope(-0.9));
    }

    private static double quality(Scorer scorer, Embedding there) {
        return scorer.score(features(there), List.of(card("a", 0.5)))
                .scores()
                .getFirst()
                .quality();
    }

    private abstract static class OfKind extends OnboardingContract {

        private final ClusterScorer.Config config;

        OfKind(ClusterScorer.Kind kind) {
            this.config = config(kind, Optional.empty());
        }

        @Override
        protected Onboarding learner() {
            return new ClusterScorer.Fit(config);
        }

        @Override
        protected Scorer scorer(Snapshot snapshot) {
            return new ClusterScorer(config, snapshot);
        }
    }

    @Nested
    final class GaussianMixtures extends OfKind {
        GaussianMixtures() {
            super(ClusterScorer.Kind.GAUSSIAN_MIXTURE);
        }
    }

    @Nested
    final class Codes extends OfKind {
        Codes() {
            super(ClusterScorer.Kind.CODES);
        }
    }

    @Nested
    final class Lines extends OfKind {
        Lines() {
            super(ClusterScorer.Kind.RIDGE);
        }
    }

    @Nested
    final class LearnedMaps extends OfKind {
        LearnedMaps() {
            super(ClusterScorer.Kind.LEARNED_MAP);
        }
    }
}
