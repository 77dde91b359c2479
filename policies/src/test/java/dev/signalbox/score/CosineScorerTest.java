package dev.signalbox.score;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.util.Optional;

final class CosineScorerTest extends OnboardingContract {

    private static final CosineScorer.Config CONFIG = new CosineScorer.Config(8, Optional.empty());

    @Override
    protected Onboarding learner() {
        return new CosineScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new CosineScorer(CONFIG, snapshot);
    }
}
