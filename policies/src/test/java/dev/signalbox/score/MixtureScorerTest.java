package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MixtureScorerTest extends OnboardingContract {

    private static final MixtureScorer.Config CONFIG = new MixtureScorer.Config(List.of());
    private static final DomainScorer.Config DOMAIN = new DomainScorer.Config(5);
    private static final LinearScorer.Config LINEAR = new LinearScorer.Config(Optional.empty());
    private static final KernelScorer.Config KERNEL = new KernelScorer.Config(2, 1000, Optional.empty());
    private static final KnnScorer.Config KNN = new KnnScorer.Config(20, 0.1, 1);

    /** What the catalogue does for policy files. */
    static final Parts PARTS = new Parts() {
        @Override
        public Learner learner(String name) {
            return switch (name) {
                case "domain" -> new DomainScorer.Fit(DOMAIN);
                case "linear" -> new LinearScorer.Fit(LINEAR);
                case "kernel" -> new KernelScorer.Fit(KERNEL);
                case "knn" -> new KnnScorer.Fit(KNN);
                default -> throw new IllegalArgumentException(name);
            };
        }

        @Override
        public Scorer scorer(String name, Snapshot snapshot) {
            return switch (name) {
                case "domain" -> new DomainScorer(DOMAIN, snapshot);
                case "linear" -> new LinearScorer(LINEAR, snapshot);
                case "kernel" -> new KernelScorer(KERNEL, snapshot);
                case "knn" -> new KnnScorer(KNN, snapshot);
                default -> throw new IllegalArgumentException(name);
            };
        }
    };

    @Override
    protected Onboarding learner() {
        return new MixtureScorer.Fit(CONFIG, PARTS);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new MixtureScorer(CONFIG, snapshot, PARTS);
    }

    @Test
    void scorer_snapshotOfOtherParts_isRefused() {
        var snapshot = learner().fit(Worlds.topics(4, 20, 1), new SplittableRandom(1));

        assertThatThrownBy(() -> new MixtureScorer(
                        new MixtureScorer.Config(List.of("domain", "linear", "knn")), snapshot, PARTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 parts, expected 3");
    }

    @Test
    void weights_onePartRightAndOneRandom_goToTheRightOne() {
        var random = new SplittableRandom(2);
        int n = 400;
        var known = new double[n][2];
        var predicted = new double[n][2][2];
        for (int i = 0; i < n; i++) {
            boolean first = random.nextBoolean();
            known[i] = new double[] {first ? 1 : 0, first ? 0 : 1};
            predicted[i][0] = new double[] {first ? 0.9 : 0.1, first ? 0.1 : 0.9};
            predicted[i][1] = new double[] {random.nextDouble(), random.nextDouble()};
        }

        var weights = Blending.weights(predicted, known);

        assertThat(weights[0]).isGreaterThan(0.9);
        assertThat(weights[1]).isBetween(0.0, 0.2);
    }

    @Test
    void shift_partTooLow_isMadeUpFor() {
        var known = new double[][] {{0.8, Double.NaN}, {0.6, 0.4}};
        var predicted = new double[][][] {{{0.5, 0.1}}, {{0.3, 0.1}}};

        var shift = Blending.shift(predicted, known, new double[] {1});

        assertThat(shift[0]).isCloseTo(0.3, within(1e-9));
        assertThat(shift[1]).isCloseTo(0.3, within(1e-9));
    }

    /** Beyond what choosing by the graded questions' means loses, which is all that can be known. */
    @Test
    void score_gradesWithoutAPattern_losesNextToNothing() {
        var means = Map.of("a", 0.5, "b", 0.6, "c", 0.7);
        var costs = Map.of("a", 1.0, "b", 2.0, "c", 3.0);
        var random = new SplittableRandom(7);
        var training = patternless(means, costs, 400, random);
        var scorer = scorer(learner().fit(training, random));
        var graded = Targets.quality(training.observations(), training.experts());
        var cards = training.experts().stream()
                .map(name -> card(
                        name,
                        Arrays.stream(graded)
                                .mapToDouble(row -> row[training.experts().indexOf(name)])
                                .average()
                                .orElseThrow()))
                .toList();

        double lost = 0;
        var weights = new double[] {0.02, 0.06, 0.09, 0.11, 0.14, 0.18};
        for (double weight : weights) {
            for (int i = 0; i < 100; i++) {
                var features = features(Worlds.around(i % 4, random));
                lost += utility(
                        chosen(new StaticScorer(new StaticScorer.Config()).score(features, cards), costs, weight),
                        means,
                        costs,
                        weight);
                lost -= utility(chosen(scorer.score(features, cards), costs, weight), means, costs, weight);
            }
        }

        assertThat(lost / (100 * weights.length)).isLessThan(0.005);
    }

    private static String chosen(Scorecard card, Map<String, Double> costs, double weight) {
        return card.scores().stream()
                .max(Comparator.comparingDouble(
                        score -> score.quality() - weight * costs.getOrDefault(score.expert(), 0.0)))
                .orElseThrow()
                .expert();
    }

    private static double utility(String expert, Map<String, Double> means, Map<String, Double> costs, double weight) {
        return means.getOrDefault(expert, 0.0) - weight * costs.getOrDefault(expert, 0.0);
    }

    private static Training patternless(
            Map<String, Double> means, Map<String, Double> costs, int questions, SplittableRandom random) {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < questions; i++) {
            var grades = new TreeMap<String, Grade>();
            new TreeMap<>(means)
                    .forEach((expert, mean) -> grades.put(
                            expert,
                            new Grade(
                                    random.nextDouble() < mean ? 1 : 0,
                                    costs.getOrDefault(expert, 0.0),
                                    Duration.ZERO,
                                    0)));
            observations.add(new Observation(
                    "q" + i, "p" + i, Worlds.around(i % 4, random), i % 8 < 4 ? "even" : "odd", grades));
        }
        return new Training(Worlds.SPACE, Instant.EPOCH, observations);
    }
}
