package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Sizes;
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

    @Test
    void score_expertThatReadsTheQuestionAlone_costsItsCharacters() {
        var features = new Features(Prompt.of(embedding(1)), new Sizes(3, 600, 40, 0), Set.of(), new Caller("t", "k"));
        var reads = new ExpertCard(
                "a",
                "",
                Set.of(),
                new ExpertCard.Limits(1000, 100, ExpertCard.Reads.QUESTION),
                card("a", 0.5).price(),
                card("a", 0.5).declared(),
                Set.of());

        var scores = scorer().score(features, List.of(reads, card("b", 0.5))).scores();

        assertThat(scores).extracting(Score::microUsd).containsExactly(40 + 100.0, 600 + 100.0);
    }

    @Test
    void score_promptNotEmbedded_embedsNothing() {
        var prompt = Prompt.of("What is 2 + 2?", new HashedNgramEmbedder());

        scorer().score(Features.of(prompt, new Caller("t", "k")), List.of(card("a", 0.5)));

        assertThat(prompt.embeddingIfComputed()).isEmpty();
    }
}
