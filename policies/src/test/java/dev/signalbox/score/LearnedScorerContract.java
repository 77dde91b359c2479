package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Caller;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every scorer that learns. */
public abstract class LearnedScorerContract extends ScorerContract {

    protected abstract Learner learner();

    protected abstract Scorer scorer(Snapshot snapshot);

    @Override
    protected final Scorer scorer() {
        return scorer(learner().fit(Worlds.topics(4, 40, 1), new SplittableRandom(1)));
    }

    @Test
    final void fit_sameSeed_givesSameSnapshot() {
        var training = Worlds.topics(4, 20, 1);

        assertThat(learner().fit(training, new SplittableRandom(5)))
                .isEqualTo(learner().fit(training, new SplittableRandom(5)));
    }

    @Test
    final void fit_snapshot_survivesJsonExactly() {
        var snapshot = learner().fit(Worlds.topics(4, 20, 1), new SplittableRandom(5));

        var parsed = Snapshot.parse(snapshot.toJson());

        assertThat(parsed).isEqualTo(snapshot);
        assertThat(parsed.matrices()).isEqualTo(snapshot.matrices());
        assertThat(parsed.origin()).isEqualTo(snapshot.origin());
        assertThat(scorer(parsed).score(features(embedding(1)), List.of(card("a", 0.5))))
                .isEqualTo(scorer(snapshot).score(features(embedding(1)), List.of(card("a", 0.5))));
    }

    @Test
    final void fit_oneObservation_givesSnapshot() {
        var one = Worlds.topics(1, 1, 1);

        var scorer = scorer(learner().fit(one, new SplittableRandom(1)));

        assertThat(scorer.score(features(embedding(1)), List.of(card("a", 0.5))).scores())
                .hasSize(1);
    }

    @Test
    final void score_unseenQuestions_prefersTheExpertOfTheTopic() {
        var scorer = scorer();
        var random = new SplittableRandom(99);
        for (int i = 0; i < 40; i++) {
            int topic = i % 4;
            var card = scorer.score(features(Worlds.around(topic, random)), List.of(card("a", 0.5), card("b", 0.5)));
            double a = card.scores().getFirst().quality();
            double b = card.scores().getLast().quality();
            assertThat(topic % 2 == 0 ? a - b : b - a).isGreaterThan(0.5);
        }
    }

    @Test
    final void score_knownExpert_expectsItsObservedCostAndLatency() {
        var score = scorer().score(features(Worlds.around(1, new SplittableRandom(3))), List.of(card("a", 0.5)))
                .scores()
                .getFirst();

        assertThat(score.microUsd()).isCloseTo(100, within(1e-3));
        assertThat(score.latency().toMillis()).isBetween(20L, 30L);
    }

    @Test
    final void score_knownTokens_costAtTodaysPriceForThisPrompt() {
        var scorer = scorer(learner().fit(Worlds.tokens(4, 40, 1), new SplittableRandom(1)));
        var there = Prompt.of(Worlds.around(1, new SplittableRandom(3)));
        var caller = new Caller("tenant", "key");

        var shorter = new Features(there, 10, 0, Set.of(), caller);
        var longer = new Features(there, 5_000, 0, Set.of(), caller);
        var bounded = new Features(there, 10, 20, Set.of(), caller);

        // 1 micro-USD for each prompt token and 2 for each generated; a takes 70 on odd topics and 30 on even ones
        assertThat(microUsd(scorer, shorter)).isCloseTo(10 + 2 * 70, within(10.0));
        assertThat(microUsd(scorer, longer) - microUsd(scorer, shorter)).isCloseTo(4_990, within(1e-6));
        assertThat(microUsd(scorer, bounded)).isCloseTo(10 + 2 * 20, within(1e-6));
    }

    private static double microUsd(Scorer scorer, Features features) {
        return scorer.score(features, List.of(card("a", 0.5)))
                .scores()
                .getFirst()
                .microUsd();
    }

    @Test
    final void score_expertWithoutOutcomes_fallsBackToItsCardUncertainly() {
        var card = scorer().score(features(embedding(1)), List.of(card("new", 0.8), card("a", 0.5)));

        assertThat(card.scores().getFirst().quality()).isEqualTo(0.8);
        assertThat(card.scores().getFirst().uncertainty())
                .isGreaterThan(card.scores().getLast().uncertainty());
    }

    @Test
    final void score_embeddingOfOtherDimension_isRefused() {
        var features = features(Embedding.of(new float[] {1, 0}));

        assertThatThrownBy(() -> scorer().score(features, List.of(card("a", 0.5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dimension 2, expected 8");
    }
}
