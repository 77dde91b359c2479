package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LinearScorerTest extends OnboardingContract {

    private static final LinearScorer.Config CONFIG = new LinearScorer.Config(Optional.empty());

    @Override
    protected Onboarding learner() {
        return new LinearScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new LinearScorer(CONFIG, snapshot);
    }

    @Test
    void fit_moreQuestions_isLessUncertain() {
        var few = scorer(learner().fit(Worlds.topics(4, 5, 1), new SplittableRandom(1)));
        var many = scorer(learner().fit(Worlds.topics(4, 200, 1), new SplittableRandom(1)));

        assertThat(uncertainty(many)).isLessThan(uncertainty(few));
    }

    private static double uncertainty(Scorer scorer) {
        return scorer.score(features(Worlds.around(1, new SplittableRandom(3))), List.of(card("a", 0.5)))
                .scores()
                .getFirst()
                .uncertainty();
    }
}
