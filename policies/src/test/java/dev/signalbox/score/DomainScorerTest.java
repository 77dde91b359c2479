package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DomainScorerTest extends OnboardingContract {

    private static final DomainScorer.Config CONFIG = new DomainScorer.Config(5);

    @Override
    protected Onboarding learner() {
        return new DomainScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new DomainScorer(CONFIG, snapshot);
    }

    @Test
    void fit_withoutLabels_scoresByTheMeanOfAll() {
        var labelled = Worlds.topics(4, 20, 1);
        var plain = new Training(
                labelled.space(),
                labelled.at(),
                labelled.observations().stream()
                        .map(seen -> new Observation(seen.queryId(), seen.promptId(), seen.prompt(), "", seen.grades()))
                        .toList());

        var scorer = scorer(learner().fit(plain, new SplittableRandom(1)));

        var score = scorer.score(features(Worlds.around(0, new SplittableRandom(3))), List.of(card("a", 0.5)))
                .scores()
                .getFirst();
        assertThat(score.quality()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void likely_question_sumsToOneAndPrefersItsDomain() {
        var training = Worlds.topics(4, 40, 1);
        var classes = training.observations().stream()
                .mapToInt(seen -> seen.domain().equals("even") ? 0 : 1)
                .toArray();
        var model = DomainModel.fit(training.observations(), classes, 2, new SplittableRandom(1));

        var likely =
                model.likely(features(Worlds.around(3, new SplittableRandom(9))).prompt());

        assertThat(likely[0] + likely[1]).isCloseTo(1, within(1e-9));
        assertThat(likely[1]).isGreaterThan(0.8);
    }
}
