package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Ridge;
import dev.signalbox.numeric.Row;
import dev.signalbox.yaml.Option;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by a linear function of the question, fitted by ridge regression to its grades.
 *
 * <p>Hoerl and Kennard 1970; linear routers of this kind are the strong baseline of RouterBench,
 * <a href="https://arxiv.org/abs/2403.12031">arXiv:2403.12031</a>, and of UniRoute,
 * <a href="https://arxiv.org/abs/2502.08773">arXiv:2502.08773</a>. The question is a {@link Blend} of its embedding, signals
 * and terms. Completion tokens are fitted alike where they are known. The penalty is the one whose fit on four fifths of
 * the prompts best predicts, on the rest, how the experts differ.
 *
 * <p>Uncertainty is that of a mean over n / df questions, where n graded ones were fitted with df effective degrees of
 * freedom; df is Hutchinson's estimate from one random target.
 *
 * <pre>
 *   weights  [coordinates][2m]  quality, then tokens, of each expert
 *   bias     [1][2m]            their means
 *   freedom  [1][1]             effective degrees of freedom
 * </pre>
 */
@ScorerSpec(
        name = "linear",
        paper = "arXiv:2403.12031",
        summary = "A linear function of embedding, words and form of the question for each expert, by ridge regression")
public final class LinearScorer implements Scorer, Explains {

    private final Blend blend;
    private final Ridge.Fitted fitted;
    private final Regressed regressed;

    public LinearScorer(Config config, Snapshot snapshot) {
        this.blend = Blend.of(snapshot);
        this.regressed = Regressed.of(snapshot);
        this.fitted = Ridge.Fitted.of(
                snapshot, blend.coordinates(), 2 * snapshot.experts().size());
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return regressed.scores(features, candidates, fitted.predict(blend.row(features.prompt())));
    }

    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var reasons = new LinearReasons(fitted, candidates, regressed.experts());
        return List.of(reasons.of(blend.row(features.prompt()), blend, features.prompt()));
    }

    /** How it is fitted. */
    public record Config(
            @Option("penalty on squared weights, of unit-length questions; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            Penalty.require(penalty);
        }
    }

    /** Solves for the weights. */
    public static final class Fit implements Onboarding {

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var observations = training.observations();
            var experts = training.experts();
            double penalty = config.penalty().orElseGet(() -> Penalty.choose(observations, experts, random));
            var blend = Blend.fit(observations);
            var rows = blend.rows(observations);
            var known = Targets.beside(Targets.quality(observations, experts), Targets.tokens(observations, experts));
            var probe = probe(rows.length, random);
            var fitted = Ridge.fit(rows, Targets.beside(known, probe), blend.coordinates(), penalty);
            var matrices = new TreeMap<String, Matrix>(blend.matrices());
            matrices.putAll(Charges.fit(observations, experts));
            matrices.put(Regressed.FREEDOM, Matrix.of(1, 1, new float[] {freedom(fitted, rows, probe)}));
            matrices.putAll(fitted.matrices(2 * experts.size()));
            return new Snapshot(Snapshot.Origin.of("linear", training), experts, matrices);
        }

        /** The others' weights stay; a newcomer gets columns of its own. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            var blend = Blend.of(known);
            var fitted = Ridge.Fitted.of(
                    known, blend.coordinates(), 2 * known.experts().size());
            var rows = blend.rows(few.observations());
            var predicted = Arrays.stream(rows).map(fitted::predict).toArray(double[][]::new);
            var columns = new NewColumns(newcomers, predicted, (labels, misses, penalty) -> {
                var chosen = Arrays.stream(labels).mapToObj(f -> rows[f]).toArray(Row[]::new);
                var beyond = Ridge.fit(chosen, misses, blend.coordinates(), penalty);
                return new NewColumns.Solved(beyond.mean(), beyond.weights(), f -> beyond.predict(rows[f]));
            });
            return newcomers.join(columns.join("weights", random));
        }

        /** How much of a random target the fit takes for signal. */
        private static float freedom(Ridge.Fitted fitted, Row[] rows, double[][] probe) {
            int column = fitted.mean().length - 1;
            double sum = 0;
            for (int i = 0; i < rows.length; i++) {
                sum += probe[i][0] * (fitted.predict(rows[i])[column] - fitted.mean()[column]);
            }
            return (float) Math.max(0, sum);
        }

        private static double[][] probe(int n, RandomGenerator random) {
            var probe = new double[n][1];
            for (var row : probe) {
                row[0] = random.nextBoolean() ? 1 : -1;
            }
            return probe;
        }
    }
}
