package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Caller;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TenantScorerTest extends LearnedScorerContract {

    private static final TenantScorer.Config CONFIG = new TenantScorer.Config("knn", 20);
    private static final Parts PARTS = MixtureScorerTest.PARTS;

    @Override
    protected Learner learner() {
        return new TenantScorer.Fit(CONFIG, PARTS);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new TenantScorer(CONFIG, snapshot, PARTS);
    }

    /** Of one tenant, who always judges expert a so. */
    private static List<Observation> feedback(String tenant, double quality, int count) {
        var random = new SplittableRandom(7);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            observations.add(new Observation(
                    tenant + i,
                    tenant + i,
                    Prompt.of(Worlds.around(i % 4, random)),
                    "",
                    Map.of("a", new Grade(quality, 5, Duration.ofMillis(5))),
                    tenant));
        }
        return observations;
    }

    private static Training with(List<List<Observation>> feedback) {
        var common = Worlds.topics(4, 40, 1);
        var all = new ArrayList<>(common.observations());
        feedback.forEach(all::addAll);
        return new Training(common.space(), common.at(), all);
    }

    private Snapshot fit(Training training) {
        return learner().fit(training, new SplittableRandom(3));
    }

    private static Features of(String tenant, Embedding embedding) {
        return Features.of(Prompt.of(embedding), new Caller(tenant, "key"));
    }

    private List<Scorecard> cards(Snapshot snapshot, String tenant) {
        var random = new SplittableRandom(11);
        var scorer = scorer(snapshot);
        var cards = new ArrayList<Scorecard>();
        for (int i = 0; i < 20; i++) {
            var features = of(tenant, Worlds.around(i % 4, random));
            cards.add(scorer.score(features, List.of(card("a", 0.5), card("b", 0.5), card("unseen", 0.5))));
        }
        return cards;
    }

    @Test
    void score_tenantsOwnFeedback_movesItsOwnRoutes() {
        var before = cards(fit(with(List.of())), "acme").getFirst().scores();
        var after = cards(fit(with(List.of(feedback("acme", 0, 60)))), "acme")
                .getFirst()
                .scores();

        assertThat(after.getFirst().quality()).isLessThan(before.getFirst().quality() - 0.2);
        assertThat(after.subList(1, 3)).isEqualTo(before.subList(1, 3));
        assertThat(after.getFirst().microUsd()).isEqualTo(before.getFirst().microUsd());
    }

    @Test
    void score_otherTenantsFeedback_movesNothingToTheLastBit() {
        var alone = fit(with(List.of(feedback("acme", 0.2, 30))));
        var together =
                fit(with(List.of(feedback("umbrella", 1, 500), feedback("acme", 0.2, 30), feedback("zorg", 0, 500))));

        assertThat(cards(together, "acme")).isEqualTo(cards(alone, "acme"));
        assertThat(cards(together, "newcomer")).isEqualTo(cards(fit(with(List.of())), "newcomer"));
    }

    @Test
    void score_littleFeedback_movesLittle() {
        var snapshot = fit(with(List.of(feedback("acme", 0, 1))));
        var before = cards(fit(with(List.of())), "acme").getFirst().scores().getFirst();
        var after = cards(snapshot, "acme").getFirst().scores().getFirst();

        assertThat(before.quality() - after.quality()).isBetween(0.0, 1.0 / 21 + 1e-9);
    }

    @Test
    void continued_feedbackAlone_keepsTheBaseAndLearnsCorrectionsAnew() {
        var first = fit(with(List.of(feedback("gone", 0, 60))));
        var feedback = new Training("test", Worlds.topics(1, 1, 1).at(), feedback("acme", 0, 60));

        var snapshot = new TenantScorer.Fit(CONFIG, PARTS).continued(first, feedback, new SplittableRandom(5));

        assertThat(cards(snapshot, "acme")).isEqualTo(cards(fit(with(List.of(feedback("acme", 0, 60)))), "acme"));
        assertThat(cards(snapshot, "gone")).isEqualTo(cards(fit(with(List.of())), "gone"));
    }

    @Test
    void fit_feedbackAlone_saysWhatIsMissing() {
        var training = new Training("test", Worlds.topics(1, 1, 1).at(), feedback("acme", 1, 5));

        assertThatThrownBy(() -> fit(training))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected questions of no tenant first");
    }

    @Test
    void explain_correction_isTheShift() {
        var scorer = scorer(fit(with(List.of(feedback("acme", 0, 60)))));
        var features = of("acme", Worlds.around(0, new SplittableRandom(3)));
        var candidates = List.of(card("a", 0.5), card("b", 0.5));

        var mixed = (Reason.Mixed) Explains.of(scorer, features, candidates).getFirst();

        assertThat(mixed.parts().getFirst().scorer()).isEqualTo("knn");
        assertThat(mixed.parts().getFirst().quality().get("a") + mixed.shift().get("a"))
                .isCloseTo(
                        scorer.score(features, candidates).scores().getFirst().quality(), within(1e-12));
        assertThat(mixed.shift().get("b")).isZero();
    }
}
