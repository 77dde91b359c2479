package dev.signalbox.score;

import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.util.Optional;

final class IrtScorerTest extends OnboardingContract {

    private static final IrtScorer.Config CONFIG = new IrtScorer.Config(12, Optional.empty());

    @Override
    protected Onboarding learner() {
        return new IrtScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new IrtScorer(CONFIG, snapshot);
    }
}
