package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by its grades on the most similar questions.
 *
 * <p>As the k-nearest-neighbour router of Hu et al. 2024 (RouterBench), <a
 * href="https://arxiv.org/abs/2403.12031">arXiv:2403.12031</a>, section 4. Deviations: a neighbour counts with weight
 * exp((s - s1) / temperature), where s is its cosine similarity and s1 the nearest one's; means are shrunk towards the
 * expert's mean over all questions, strength {@link Config#prior}; cost, latency and tokens are estimated the same way. Expected
 * cost is today's price for the estimated tokens, or the estimated cost where outcomes tell no tokens. Likeness is that of
 * embedding and signals together: on MMLU and GSM8K outcomes that beats the embedding's alone.
 *
 * <pre>
 *   points   [n][d]  directions of the training questions, as {@link Blend} has them, unit L2 norm
 *   seen     [n][m]  1 where expert m was graded on question n, else 0
 *   quality  [n][m]  in [0, 1]
 *   cost     [n][m]  micro-USD
 *   latency  [n][m]  milliseconds
 *   tokens   [n][m]  generated, 0 when not known; snapshots of earlier versions lack it
 * </pre>
 */
@ScorerSpec(
        name = "knn",
        paper = "arXiv:2403.12031",
        summary = "Grades of each expert on the most similar questions, weighted by similarity")
public final class KnnScorer implements Scorer, Explains {

    private final Config config;
    private final float[] points;
    private final Blend blend;
    private final Matrix seen;
    private final Measure quality;
    private final Measure cost;
    private final Measure latency;
    private final Measure tokens;
    private final NearReasons.Labels labels;
    private final Map<String, Integer> experts = new HashMap<>();

    public KnnScorer(Config config, Snapshot snapshot) {
        this.config = config;
        this.blend = Blend.of(snapshot);
        this.labels = NearReasons.Labels.of(snapshot);
        this.points = snapshot.matrix("points").toArray();
        this.seen = snapshot.matrix("seen");
        this.quality = new Measure(snapshot.matrix("quality"), seen);
        this.cost = new Measure(snapshot.matrix("cost"), seen);
        this.latency = new Measure(snapshot.matrix("latency"), seen);
        var completions = Completions.of(snapshot.matrices(), seen.rows(), seen.columns());
        this.tokens = new Measure(completions, positive(completions));
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var near = Neighbours.of(blend.direction(features.prompt()), points, config.k());
        var closest = new Closest(near, config);
        return new Scorecard(candidates.stream()
                .map(card -> Optional.ofNullable(experts.get(card.name()))
                        .map(expert -> score(features, card, expert, closest))
                        .orElseGet(() -> Expectation.declared(features, card)))
                .toList());
    }

    private Score score(Features features, ExpertCard card, int expert, Closest closest) {
        double mean = Math.clamp(closest.estimate(quality, expert), 0.0, 1.0);
        double weight = closest.weight(seen, expert) + config.prior();
        double microUsd =
                Expectation.microUsd(features, card, closest.estimate(tokens, expert), closest.estimate(cost, expert));
        var time = Duration.ofNanos(Math.round(closest.estimate(latency, expert) * 1e6));
        return new Score(card.name(), mean, Shrinkage.uncertainty(mean, weight), microUsd, time);
    }

    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var near = Neighbours.of(blend.direction(features.prompt()), points, config.k());
        return List.of(new NearReasons(near, near.weights(config.temperature()), labels)
                .of(
                        candidates,
                        experts,
                        (question, expert) -> seen.at(question, expert) > 0
                                ? (double) quality.values.at(question, expert)
                                : Double.NaN));
    }

    private static Matrix positive(Matrix matrix) {
        var values = matrix.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] > 0 ? 1 : 0;
        }
        return Matrix.of(matrix.rows(), matrix.columns(), values);
    }

    /** How neighbours are found and trusted. */
    public record Config(
            @Option(value = "neighbours", otherwise = "200") int k,

            @Option(value = "fall in cosine similarity at which a neighbour's weight is 1/e", otherwise = "0.1")
            double temperature,

            @Option(value = "neighbours that an expert's overall mean counts for", otherwise = "5")
            double prior) {
        public Config {
            if (k < 1 || !(temperature > 0) || !(prior >= 0)) {
                throw new IllegalArgumentException("k " + k + ", temperature " + temperature + ", prior " + prior
                        + ", expected k and temperature above 0 and prior not below");
            }
        }
    }

    /** One measure, where it is known, and its mean for each expert. */
    private static final class Measure {
        private final Matrix values;
        private final Matrix known;
        private final double[] means;

        Measure(Matrix values, Matrix known) {
            this.values = values;
            this.known = known;
            this.means = new double[values.columns()];
            for (int e = 0; e < means.length; e++) {
                double sum = 0;
                double count = 0;
                for (int i = 0; i < values.rows(); i++) {
                    sum += values.at(i, e) * known.at(i, e);
                    count += known.at(i, e);
                }
                means[e] = count > 0 ? sum / count : 0;
            }
        }
    }

    /** The neighbours of one question, weighed. */
    private static final class Closest {
        private final Neighbours near;
        private final double[] weights;
        private final double prior;

        Closest(Neighbours near, Config config) {
            this.near = near;
            this.weights = near.weights(config.temperature());
            this.prior = config.prior();
        }

        double estimate(Measure measure, int expert) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                int at = near.index(i);
                sum += weights[i] * measure.known.at(at, expert) * measure.values.at(at, expert);
            }
            return Shrinkage.mean(sum, weight(measure.known, expert), prior, measure.means[expert]);
        }

        double weight(Matrix known, int expert) {
            double weight = 0;
            for (int i = 0; i < weights.length; i++) {
                weight += weights[i] * known.at(near.index(i), expert);
            }
            return weight;
        }
    }

    /** Remembers every question and its grades. */
    public static final class Fit implements Onboarding {

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var observations = training.observations();
            var blend = Blend.fit(observations);
            var points = observations.stream()
                    .map(observation -> blend.direction(observation.prompt()))
                    .toArray(float[][]::new);
            var matrices = new TreeMap<>(blend.matrices());
            matrices.put("points", Vectors.matrix(points, points[0].length));
            matrices.putAll(Map.of(
                    "seen",
                    table(training, grade -> 1),
                    "quality",
                    table(training, Grade::quality),
                    "cost",
                    table(training, Grade::microUsd),
                    "latency",
                    table(training, grade -> grade.latency().toNanos() / 1e6),
                    Completions.TOKENS,
                    table(training, Grade::completionTokens)));
            var labels = NearReasons.Labels.of(observations);
            return new Snapshot(Snapshot.Origin.of("knn", training), training.experts(), matrices, labels.byAxis());
        }

        /** The questions stay; a newcomer gets a grade on each. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            return newcomers.join(NewGrades.join(newcomers, config));
        }

        private static Matrix table(Training training, ToDoubleFunction<Grade> measure) {
            var experts = training.experts();
            List<Observation> observations = training.observations();
            var values = new float[observations.size() * experts.size()];
            int at = 0;
            for (var observation : observations) {
                for (var expert : experts) {
                    var grade = observation.grades().get(expert);
                    values[at++] = grade == null ? 0 : (float) measure.applyAsDouble(grade);
                }
            }
            return Matrix.of(observations.size(), experts.size(), values);
        }
    }
}
