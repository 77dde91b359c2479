package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AttentionScorerTest extends LearnedScorerContract {

    private static final AttentionScorer.Config CONFIG = new AttentionScorer.Config(16, Optional.empty());

    @Override
    protected Learner learner() {
        return new AttentionScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new AttentionScorer(CONFIG, snapshot);
    }

    @Test
    void config_noSize_isRefused() {
        assertThatThrownBy(() -> new AttentionScorer.Config(0, Optional.empty()))
                .hasMessageContaining("size: 0, expected above 0");
    }
}
