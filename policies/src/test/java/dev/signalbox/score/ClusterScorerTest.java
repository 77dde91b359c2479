package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ClusterScorerTest extends OnboardingContract {

    private static final ClusterScorer.Config CONFIG = new ClusterScorer.Config(Optional.empty(), 64, 4, 3);

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
        var two = new ClusterScorer.Config(Optional.of(2), 64, 4, 3);
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
        assertThatThrownBy(() -> new ClusterScorer.Config(Optional.of(0), 64, 4, 3))
                .hasMessageContaining("clusters: 0, expected at least 1");
    }
}
