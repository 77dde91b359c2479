package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GraphScorerTest extends LearnedScorerContract {

    private static final GraphScorer.Config CONFIG = new GraphScorer.Config(64);

    @Override
    protected Learner learner() {
        return new GraphScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new GraphScorer(CONFIG, snapshot);
    }

    @Test
    void fit_anyTraining_drawsNoMoreHubsThanAskedFor() {
        var many = learner().fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var few = learner().fit(Worlds.topics(4, 5, 1), new SplittableRandom(1));

        assertThat(many.matrix("graph.hubs").rows()).isEqualTo(64);
        assertThat(few.matrix("graph.hubs").rows()).isEqualTo(20);
    }

    @Test
    void score_wordThatTells_reachesTheQuestionThoughNoEmbeddingDoes() {
        var random = new SplittableRandom(1);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 200; i++) {
            boolean integral = i % 2 == 0;
            observations.add(new Observation("q" + i, "p" + i, asked(integral, random), "", grades(integral)));
        }
        var training = new Training(Worlds.SPACE, Instant.EPOCH, observations);
        var scorer = scorer(learner().fit(training, random));

        assertThat(quality(scorer, asked(true, random)) - quality(scorer, asked(false, random)))
                .isGreaterThan(0.4);
    }

    /** Its embedding says nothing of what is asked. */
    private static Prompt asked(boolean integral, SplittableRandom random) {
        return Prompt.of(integral ? "solve the integral" : "write the sonnet", embedding(random.nextLong()));
    }

    private static Map<String, Grade> grades(boolean integral) {
        return Map.of("a", new Grade(integral ? 1 : 0, 1, Duration.ZERO), "b", new Grade(0.5, 1, Duration.ZERO));
    }

    private static double quality(Scorer scorer, Prompt prompt) {
        var features = Features.of(prompt, features(embedding(1)).caller());
        return scorer.score(features, List.of(card("a", 0.5)))
                .scores()
                .getFirst()
                .quality();
    }

    @Test
    void config_noHubs_isRefused() {
        assertThatThrownBy(() -> new GraphScorer.Config(0)).hasMessageContaining("hubs: 0, expected above 0");
    }
}
