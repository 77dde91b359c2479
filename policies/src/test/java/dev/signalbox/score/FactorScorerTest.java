package dev.signalbox.score;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.util.Optional;

final class FactorScorerTest extends OnboardingContract {

    private static final FactorScorer.Config CONFIG = new FactorScorer.Config(16, Optional.empty());

    @Override
    protected Onboarding learner() {
        return new FactorScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new FactorScorer(CONFIG, snapshot);
    }
}
