package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Caller;
import dev.signalbox.features.Features;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StaticScorerTest extends ScorerContract {

    @Override
    protected Scorer scorer() {
        return new StaticScorer(new StaticScorer.Config());
    }

    @Test
    void score_card_givesDeclaredQualityAndPriceTimesTokens() {
        var score = scorer().score(features(embedding(1)), List.of(card("a", 0.5)))
                .scores()
                .getFirst();

        // 10 prompt tokens at 1 micro-USD, 50 generated at 2
        assertThat(score).isEqualTo(new Score("a", 0.5, 0.5, 110, Duration.ofMillis(200)));
    }

    @Test
    void score_callerLimitsReply_costsNoMoreThanTheLimit() {
        var features = new Features(embedding(1), 10, 20, Set.of(), new Caller("t", "k"));

        var score = scorer().score(features, List.of(card("a", 0.5))).scores().getFirst();

        assertThat(score.microUsd()).isEqualTo(50);
    }
}
