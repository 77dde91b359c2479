package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.numeric.Vectors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every scorer. A learned one is given with a snapshot of {@link #DIMENSION} dimensions. */
public abstract class ScorerContract {

    protected static final int DIMENSION = 8;

    /** The scorer under test. */
    protected abstract Scorer scorer();

    protected static ExpertCard card(String name, double quality) {
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(1000, 100),
                new Price(1_000_000, 1_000_000, 2_000_000),
                new ExpertCard.Declared(quality, 50, Duration.ofMillis(200)),
                Set.of());
    }

    protected static Features features(Embedding embedding) {
        return new Features(embedding, 10, 0, Set.of(), new Caller("tenant", "key"));
    }

    protected static Embedding embedding(long seed) {
        var random = new SplittableRandom(seed);
        var values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return Embedding.normalized(values);
    }

    @Test
    final void score_candidates_givesOneScoreForEachInOrder() {
        var cards = List.of(card("never-seen", 0.3), card("a", 0.5), card("b", 0.7));

        var card = scorer().score(features(embedding(1)), cards);

        assertThat(card.scores()).extracting(Score::expert).containsExactly("never-seen", "a", "b");
    }

    @Test
    final void score_noCandidates_givesEmptyCard() {
        assertThat(scorer().score(features(embedding(1)), List.of()).scores()).isEmpty();
    }

    @Test
    final void score_emptyText_givesScores() {
        var zero = Embedding.of(new float[DIMENSION]);

        assertThat(scorer().score(features(zero), List.of(card("a", 0.5))).scores())
                .hasSize(1);
    }

    @Test
    final void score_sameInput_givesSameCard() {
        var cards = List.of(card("a", 0.5), card("b", 0.7));
        var scorer = scorer();

        IntStream.range(0, 20)
                .forEach(seed -> assertThat(scorer.score(features(embedding(seed)), cards))
                        .isEqualTo(scorer.score(features(embedding(seed)), cards)));
    }

    @Test
    final void factored_whereThereIsOne_agreesWithTheScores() {
        var cards = List.of(card("never-seen", 0.3), card("a", 0.5), card("b", 0.7));
        var scorer = scorer();
        scorer.factored(cards)
                .ifPresent(factored -> IntStream.range(0, 20).forEach(seed -> {
                    var features = features(embedding(seed));
                    var question = factored.question(features);
                    for (var score : scorer.score(features, cards).scores()) {
                        var card = cards.stream()
                                .filter(each -> each.name().equals(score.expert()))
                                .findFirst()
                                .orElseThrow();
                        var factors = factored.expert(card);
                        assertThat((double) Vectors.dot(factors.quality(), question))
                                .isCloseTo(score.quality(), within(1e-4));
                        assertThat((double) Vectors.dot(factors.microUsd(), question))
                                .isCloseTo(score.microUsd(), withinPercentage(0.1));
                        assertThat((double) Vectors.dot(factors.seconds(), question))
                                .isCloseTo(score.latency().toNanos() / 1e9, within(1e-4));
                    }
                }));
    }

    @Test
    final void score_oneCandidateFewer_leavesTheOthersAsTheyWere() {
        var all = scorer().score(features(embedding(3)), List.of(card("a", 0.5), card("b", 0.7)));
        var fewer = scorer().score(features(embedding(3)), List.of(card("b", 0.7)));

        assertThat(fewer.scores()).containsExactly(all.scores().getLast());
    }
}
