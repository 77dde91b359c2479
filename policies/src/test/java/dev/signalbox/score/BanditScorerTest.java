package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class BanditScorerTest extends LearnedScorerContract {

    private static final BanditScorer.Config CONFIG = config(BanditScorer.Kind.LIN_UCB, 1);

    private static BanditScorer.Config config(BanditScorer.Kind kind, double alpha) {
        return new BanditScorer.Config(alpha, kind, 1, 32);
    }

    @Override
    protected Learner learner() {
        return new BanditScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new BanditScorer(CONFIG, snapshot);
    }

    @Nested
    final class Thompson extends LearnedScorerContract {

        private static final BanditScorer.Config DRAWN = config(BanditScorer.Kind.THOMPSON, 1);

        @Override
        protected Learner learner() {
            return new BanditScorer.Fit(DRAWN);
        }

        @Override
        protected Scorer scorer(Snapshot snapshot) {
            return new BanditScorer(DRAWN, snapshot);
        }

        @Test
        void score_nextSnapshot_drawsAnew() {
            var first = learner().fit(Worlds.topics(4, 5, 1), new SplittableRandom(1));
            var second = new BanditScorer.Fit(DRAWN).update(first, Worlds.topics(4, 1, 2));
            var there = features(Worlds.around(5, new SplittableRandom(1)));
            var card = List.of(card("a", 0.5));

            assertThat(scorer(second).score(there, card).scores().getFirst().quality())
                    .isNotEqualTo(
                            scorer(first).score(there, card).scores().getFirst().quality());
        }
    }

    @Test
    void update_restOfTheOutcomes_isAsGoodAsHavingHadThemAll() {
        var all = Worlds.tokens(4, 40, 1).observations();
        var fit = new BanditScorer.Fit(CONFIG);
        var first = training(all.subList(0, 80));
        // with the axes of the first half, as the updated one has them
        var known = fit.fit(first, new SplittableRandom(1));
        var twice = fit.update(fit.update(known, training(all.subList(80, 120))), training(all.subList(120, 160)));
        var once = fit.update(known, training(all.subList(80, 160)));

        for (int topic = 0; topic < 4; topic++) {
            var there = features(Worlds.around(topic, new SplittableRandom(topic)));
            var one =
                    scorer(once).score(there, List.of(card("a", 0.5))).scores().getFirst();
            var other =
                    scorer(twice).score(there, List.of(card("a", 0.5))).scores().getFirst();
            assertThat(other.quality()).isCloseTo(one.quality(), within(1e-4));
            assertThat(other.microUsd()).isCloseTo(one.microUsd(), within(1e-2));
        }
        assertThat(twice.origin().observations()).isEqualTo(160);
    }

    @Test
    void update_expertNeverSeen_isAddedAndTheOthersStayAsTheyWere() {
        var known = learner().fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
        var grades = Map.of("c", new Grade(1, 50, Duration.ofMillis(5)));
        var fresh = new Observation("n", "n", Worlds.around(0, new SplittableRandom(1)), "", grades);

        var updated = new BanditScorer.Fit(CONFIG).update(known, training(List.of(fresh)));

        assertThat(updated.experts()).containsExactly("a", "b", "c");
        var card = scorer(updated).score(features(embedding(1)), List.of(card("a", 0.5), card("c", 0.5)));
        assertThat(card.scores().getLast().uncertainty())
                .isGreaterThan(1.3 * card.scores().getFirst().uncertainty());
        assertThat(card.scores().getLast().microUsd()).isEqualTo(50);
    }

    @Test
    void update_otherSpace_isRefused() {
        var known = learner().fit(Worlds.topics(2, 4, 1), new SplittableRandom(1));
        var elsewhere =
                new Training("elsewhere", Instant.EPOCH, Worlds.topics(2, 4, 1).observations());

        assertThatThrownBy(() -> new BanditScorer.Fit(CONFIG).update(known, elsewhere))
                .hasMessageContaining("space elsewhere, expected made-up");
    }

    @Test
    void config_negativeAlpha_isRefused() {
        assertThatThrownBy(() -> config(BanditScorer.Kind.LIN_UCB, -1)).hasMessageContaining("alpha -1.0");
    }

    @Test
    void score_liveOutcomesOfItsOwnChoices_regretsLessAndLessAndLessThanTheGreedy() {
        var greedy = regret(config(BanditScorer.Kind.LIN_UCB, 0));
        for (var kind : BanditScorer.Kind.values()) {
            var curious = regret(config(kind, 1));

            assertThat(curious[1]).isLessThan(0.25 * (curious[0] + curious[1]));
            assertThat(curious[1]).isLessThan(0.6 * greedy[1]);
            assertThat(curious[0] + curious[1]).isLessThan(0.9 * (greedy[0] + greedy[1]));
        }
    }

    /** Of the first and of the second half of the rounds, over six worlds. */
    private static double[] regret(BanditScorer.Config config) {
        var halves = new double[2];
        for (int seed = 1; seed <= 6; seed++) {
            var regret = new Casino(seed).play(config);
            halves[0] += regret[0];
            halves[1] += regret[1] - regret[0];
        }
        return halves;
    }

    private static Training training(List<Observation> observations) {
        return new Training(Worlds.SPACE, Instant.parse("2026-01-02T00:00:00Z"), observations);
    }

    /** A world in which each expert's chance of a good answer on each topic is known. */
    private static final class Casino {

        private static final int ROUNDS = 4000;
        private static final int EVERY = 20;
        private static final int TOPICS = 4;
        private static final double[] CHANCES = {0.8, 0.65, 0.5, 0.35, 0.2};

        private final SplittableRandom random;
        private final List<List<Double>> chances = new ArrayList<>();

        Casino(long seed) {
            this.random = new SplittableRandom(seed);
            for (int topic = 0; topic < TOPICS; topic++) {
                var shuffled = Arrays.stream(CHANCES).boxed().collect(Collectors.toCollection(ArrayList::new));
                Collections.shuffle(shuffled, random);
                chances.add(shuffled);
            }
        }

        /** Regret after half of the rounds and after all. */
        double[] play(BanditScorer.Config config) {
            var fit = new BanditScorer.Fit(config);
            var cards = IntStream.range(0, CHANCES.length)
                    .mapToObj(e -> card("e" + e, 0.5))
                    .toList();
            var seen = new ArrayList<Observation>();
            for (int e = 0; e < CHANCES.length; e++) {
                seen.add(outcome(e % TOPICS, Worlds.around(e % TOPICS, random), e));
            }
            var snapshot = fit.fit(training(seen), new SplittableRandom(1));
            var regret = new double[2];
            for (int round = 0; round < ROUNDS; round += EVERY) {
                var scorer = new BanditScorer(config, snapshot);
                seen.clear();
                for (int i = 0; i < EVERY; i++) {
                    int topic = random.nextInt(TOPICS);
                    var question = Worlds.around(topic, random);
                    int chosen = choice(scorer, question, cards);
                    double lost = CHANCES[0] - chances.get(topic).get(chosen);
                    regret[0] += 2 * round < ROUNDS ? lost : 0;
                    regret[1] += lost;
                    seen.add(outcome(topic, question, chosen));
                }
                snapshot = fit.update(snapshot, training(seen));
            }
            return regret;
        }

        private static int choice(Scorer scorer, Embedding question, List<ExpertCard> cards) {
            var scores = scorer.score(features(question), cards).scores();
            int best = 0;
            for (int e = 1; e < scores.size(); e++) {
                best = scores.get(e).quality() > scores.get(best).quality() ? e : best;
            }
            return best;
        }

        private Observation outcome(int topic, Embedding question, int expert) {
            boolean good = random.nextDouble() < chances.get(topic).get(expert);
            var grade = new Grade(good ? 1 : 0, 1, Duration.ZERO);
            return new Observation("q", "p", question, "", Map.of("e" + expert, grade));
        }
    }
}
