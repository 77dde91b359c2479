package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MlpScorerTest extends LearnedScorerContract {

    private static final MlpScorer.Config CONFIG = new MlpScorer.Config(8, 4, 0.25, Optional.empty());

    @Override
    protected Learner learner() {
        return new MlpScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new MlpScorer(CONFIG, snapshot);
    }

    @Test
    void score_oppositeQuestionsAlike_areToldFromThoseBetween() {
        var scorer = scorer(learner().fit(Worlds.ends(400, 1), new SplittableRandom(1)));

        assertThat(quality(scorer, 0.9)).isGreaterThan(0.7);
        assertThat(quality(scorer, -0.9)).isGreaterThan(0.7);
        assertThat(quality(scorer, 0)).isLessThan(0.3);
    }

    private static double quality(Scorer scorer, double at) {
        return scorer.score(features(Worlds.onSlope(at)), List.of(card("a", 0.5)))
                .scores()
                .getFirst()
                .quality();
    }

    @Test
    void score_networkOfAnotherSize_isRefused() {
        var snapshot = learner().fit(Worlds.topics(2, 4, 1), new SplittableRandom(1));

        assertThatThrownBy(() -> new MlpScorer(new MlpScorer.Config(4, 4, 0.25, Optional.empty()), snapshot))
                .hasMessageContaining("with the policy's options");
    }

    @Test
    void config_everythingLeftOut_isRefused() {
        assertThatThrownBy(() -> new MlpScorer.Config(8, 4, 1, Optional.empty()))
                .hasMessageContaining("dropout 1.0, expected the first two above 0 and dropout in [0, 1)");
    }
}
