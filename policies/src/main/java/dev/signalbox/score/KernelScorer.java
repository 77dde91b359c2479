package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Nystrom;
import dev.signalbox.yaml.Option;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by kernel ridge regression: a smooth function of the question, bent where the grades of similar questions
 * bend it.
 *
 * <p>Saunders et al. 1998; on landmarks as Williams and Seeger 2001, "Using the Nyström method to speed up kernel
 * machines", and Rudi et al. 2015, <a href="https://arxiv.org/abs/1507.04717">arXiv:1507.04717</a>, so that a decision costs
 * {@link Config#landmarks} comparisons however many questions were learned from. The kernel of two questions is
 * exp(-2 width (1 - cos)), on their directions as {@link Blend} has them. Completion tokens are fitted alike where they are
 * known. Uncertainty is that of a mean over n / df questions, df being the trace of the fit.
 *
 * <p>Width and landmarks were chosen on outcomes of MMLU and of a benchmark of 14 tasks, where more landmarks gained little
 * for their time; the penalty is chosen on a fifth of the training prompts, whose domains, but not their grades, the topics
 * have seen.
 *
 * <pre>
 *   landmarks  [l][d]   as {@link Nystrom} has them
 *   alpha      [l][2m]  quality, then tokens, of each expert
 *   bias       [1][2m]  their means
 *   freedom    [1][1]   effective degrees of freedom
 * </pre>
 */
@ScorerSpec(
        name = "kernel",
        paper = "arXiv:1507.04717",
        summary = "A smooth function of embedding and form of the question for each expert, by kernel ridge regression")
public final class KernelScorer implements Scorer, Explains {

    private final Blend blend;
    private final Nystrom.Solved solved;
    private final Regressed regressed;

    public KernelScorer(Config config, Snapshot snapshot) {
        this.blend = Blend.of(snapshot);
        this.solved = Nystrom.Solved.of(
                snapshot, config.width(), 2 * snapshot.experts().size());
        this.regressed = Regressed.of(snapshot);
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return regressed.scores(features, candidates, solved.predict(blend.direction(features.prompt())));
    }

    /** What it would say of a question that is typical in its subject, or in its form. */
    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        return Ablation.typical(blend).reasons(this, features, candidates);
    }

    /** How smooth the function is, and what it costs. */
    public record Config(
            @Option(
                    value = "how fast likeness falls with angle: 1 for some thousand questions, more for more",
                    otherwise = "2")
            double width,

            @Option(value = "typical questions that a question is compared with", otherwise = "1000")
            int landmarks,

            @Option("penalty on the function's roughness; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (!(width > 0 && Double.isFinite(width)) || landmarks < 1) {
                throw new IllegalArgumentException(
                        "width " + width + ", landmarks " + landmarks + ", expected both above 0");
            }
            Penalty.require(penalty);
        }
    }

    /** Solves for the function. */
    public static final class Fit implements Onboarding {

        private static final double[] TRIED = {1, 3, 10, 30};
        private static final double USUAL = 3;
        private static final double HELD_OUT = 0.2;

        /** Landmarks for what few labels say beyond the known experts. */
        private static final int ENOUGH = 200;

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var observations = training.observations();
            var experts = training.experts();
            var blend = Blend.fit(observations, Blend.Form.TOPICAL);
            var known = Targets.beside(Targets.quality(observations, experts), Targets.tokens(observations, experts));
            var machine =
                    Nystrom.empty(directions(blend, observations), known, config.landmarks(), config.width(), random);
            double penalty = add(machine, blend, training, random);
            var solved = machine.solve(penalty);
            var matrices = new TreeMap<String, Matrix>(blend.matrices());
            matrices.putAll(Charges.fit(observations, experts));
            matrices.putAll(solved.matrices());
            matrices.put(Regressed.FREEDOM, Matrix.of(1, 1, new float[] {(float) machine.freedom(penalty)}));
            return new Snapshot(Snapshot.Origin.of("kernel", training), experts, matrices);
        }

        /** The landmarks stay; a newcomer gets columns of alpha. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            var solved =
                    Nystrom.Solved.of(known, config.width(), 2 * known.experts().size());
            var points = directions(Blend.of(known), few.observations());
            var predicted = Arrays.stream(points).map(solved::predict).toArray(double[][]::new);
            var first = solved.landmarks().first(ENOUGH);
            var columns = new NewColumns(newcomers, predicted, (labels, misses, penalty) -> {
                var chosen = Arrays.stream(labels).mapToObj(f -> points[f]).toArray(float[][]::new);
                var beyond = Nystrom.on(first, chosen, misses, config.width()).solve(penalty);
                var weights = Arrays.copyOf(
                        beyond.weights(),
                        solved.landmarks().size() * newcomers.names().size());
                return new NewColumns.Solved(beyond.mean(), weights, f -> beyond.predict(points[f]));
            });
            return newcomers.join(columns.join("alpha", random));
        }

        /** Adds the questions, in two parts where the penalty is to be chosen, and returns the penalty. */
        private double add(Nystrom machine, Blend blend, Training training, RandomGenerator random) {
            var parts = config.penalty().isPresent()
                    ? new HeldOut(training.observations(), List.of())
                    : HeldOut.share(training.observations(), HELD_OUT, random);
            var experts = training.experts();
            add(machine, blend, parts.fit(), experts);
            if (parts.check().isEmpty()) {
                return config.penalty().orElse(USUAL);
            }
            var check = directions(blend, parts.check());
            var known = Targets.quality(parts.check(), experts);
            double penalty = Penalty.best(TRIED, USUAL, tried -> {
                var fitted = machine.solve(tried);
                return Penalty.error(check.length, i -> fitted.predict(check[i]), known);
            });
            add(machine, blend, parts.check(), experts);
            return penalty;
        }

        private static void add(Nystrom machine, Blend blend, List<Observation> observations, List<String> experts) {
            machine.add(
                    directions(blend, observations),
                    Targets.beside(Targets.quality(observations, experts), Targets.tokens(observations, experts)));
        }

        private static float[][] directions(Blend blend, List<Observation> observations) {
            return observations.stream()
                    .map(observation -> blend.direction(observation.prompt()))
                    .toArray(float[][]::new);
        }
    }
}
