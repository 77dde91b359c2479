package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Shrinkage;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by what reaches the question along a graph of questions, domains, words and experts, whose edges are
 * grades and likenesses.
 *
 * <p>A graph of queries and LLMs whose edges are predicted is GraphRouter's, Feng et al. 2024,
 * <a href="https://arxiv.org/abs/2410.03834">arXiv:2410.03834</a>; one with the entities of the queries too is
 * AgentRouter's, Zhang et al. 2025, <a href="https://arxiv.org/abs/2510.05445">arXiv:2510.05445</a>. Deviations: messages are
 * grades and pass along by fixed means, as in Wu et al. 2019, "Simplifying graph convolutional networks",
 * <a href="https://arxiv.org/abs/1902.07153">arXiv:1902.07153</a>; learned is only how much each kind of message counts, by
 * {@link Blending} on a fifth of the prompts that sent none. Words stand for entities. A new question joins the graph by its
 * nearest hubs and its words; nothing need be passed along again.
 *
 * <pre>
 *   graph.*        of {@link Graph}
 *   graph.means    [1][m]  mean quality
 *   graph.weights  [1][5]  of the kinds of messages, at least 0
 * </pre>
 */
@ScorerSpec(
        name = "graph",
        paper = "arXiv:2410.03834",
        summary =
                "Grades passed along a graph of questions, domains, words and experts, as far as they reach the question")
public final class GraphScorer implements Scorer {

    private static final String MEANS = "graph.means";
    private static final String WEIGHTS = "graph.weights";

    private final Blend blend;
    private final Graph graph;
    private final Matrix means;
    private final double[] weights;
    private final Charges charges;
    private final Map<String, Integer> experts = new HashMap<>();

    public GraphScorer(Config config, Snapshot snapshot) {
        requireNonNull(config);
        this.blend = Blend.of(snapshot);
        this.graph = Graph.of(snapshot);
        this.means = snapshot.matrix(MEANS);
        var mixed = snapshot.matrix(WEIGHTS);
        this.weights = new double[Graph.CHANNELS];
        Arrays.setAll(weights, c -> mixed.at(0, c));
        this.charges = Charges.of(snapshot);
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var heard = graph.hear(blend.direction(features.prompt()), blend.row(features.prompt()));
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            scores.add(Optional.ofNullable(experts.get(card.name()))
                    .filter(expert -> charges.count(expert) > 0)
                    .map(expert -> score(features, card, expert, heard))
                    .orElseGet(() -> Expectation.declared(features, card)));
        }
        return new Scorecard(scores);
    }

    private Score score(Features features, ExpertCard card, int expert, Graph.Heard heard) {
        double mean = means.at(0, expert) + Blending.mixed(heard.messages(), weights, expert);
        double quality = Math.clamp(mean, 0.0, 1.0);
        double usual = charges.tokens(expert);
        double tokens = usual > 0 ? Math.max(1, usual + heard.tokens()[expert]) : 0;
        return new Score(
                card.name(),
                quality,
                Shrinkage.uncertainty(quality, heard.grades()[expert]),
                charges.microUsd(features, card, expert, tokens),
                charges.latency(expert));
    }

    /** How fine the graph is. */
    public record Config(
            @Option(value = "questions that others are compared with", otherwise = "2048")
            int hubs) {
        public Config {
            if (hubs < 1) {
                throw new IllegalArgumentException("hubs: " + hubs + ", expected above 0");
            }
        }
    }

    /** Passes messages and weighs them. */
    public static final class Fit implements Learner {

        private static final double HELD_OUT = 0.2;

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var observations = training.observations();
            var experts = training.experts();
            var weights = weights(HeldOut.share(observations, HELD_OUT, random), experts, random);
            var blend = Blend.fit(observations);
            var means = means(Targets.quality(observations, experts));
            var graph = graph(blend, observations, experts, random);
            var matrices = new TreeMap<String, Matrix>(blend.matrices());
            matrices.putAll(graph.matrices());
            matrices.put(MEANS, row(means));
            matrices.put(WEIGHTS, row(weights));
            matrices.putAll(Charges.fit(observations, experts));
            return new Snapshot(Snapshot.Origin.of("graph", training), experts, matrices);
        }

        private double[] weights(HeldOut parts, List<String> experts, RandomGenerator random) {
            var equal = new double[Graph.CHANNELS];
            Arrays.fill(equal, 1.0 / Graph.CHANNELS);
            if (parts.check().isEmpty()) {
                return equal;
            }
            var blend = Blend.fit(parts.fit());
            var graph = graph(blend, parts.fit(), experts, random);
            var means = means(Targets.quality(parts.fit(), experts));
            var heard = parts.check().stream()
                    .map(one -> graph.hear(blend.direction(one.prompt()), blend.row(one.prompt()))
                            .messages())
                    .toArray(double[][][]::new);
            return Blending.weights(heard, less(Targets.quality(parts.check(), experts), means));
        }

        private Graph graph(Blend blend, List<Observation> observations, List<String> experts, RandomGenerator random) {
            var directions = observations.stream()
                    .map(observation -> blend.direction(observation.prompt()))
                    .toArray(float[][]::new);
            var quality = Targets.quality(observations, experts);
            var tokens = Targets.tokens(observations, experts);
            var questions = new GraphFit.Questions(
                    directions, blend.rows(observations), less(quality, means(quality)), less(tokens, means(tokens)));
            return GraphFit.fit(questions, observations, config.hubs(), random);
        }

        private static double[] means(double[][] known) {
            var means = new double[known[0].length];
            for (int e = 0; e < means.length; e++) {
                int expert = e;
                means[e] = Arrays.stream(known)
                        .mapToDouble(row -> row[expert])
                        .filter(value -> !Double.isNaN(value))
                        .average()
                        .orElse(0);
            }
            return means;
        }

        private static double[][] less(double[][] known, double[] means) {
            for (var row : known) {
                for (int e = 0; e < row.length; e++) {
                    row[e] -= means[e];
                }
            }
            return known;
        }

        private static Matrix row(double[] values) {
            var floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return Matrix.of(1, floats.length, floats);
        }
    }
}
