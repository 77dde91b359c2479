package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Shrinkage;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by its grades on the most similar questions.
 *
 * <p>As the k-nearest-neighbour router of Hu et al. 2024 (RouterBench), <a
 * href="https://arxiv.org/abs/2403.12031">arXiv:2403.12031</a>, section 4. Deviations: a neighbour counts with weight
 * exp((s - s1) / temperature), where s is its cosine similarity and s1 the nearest one's; means are shrunk towards the
 * expert's mean over all questions, strength {@link Config#prior}; cost, latency and tokens are estimated the same way. Expected
 * cost is today's price for the estimated tokens, or the estimated cost where outcomes tell no tokens. Likeness is that of
 * embedding, signals and topics together: on MMLU and GSM8K outcomes that beats the embedding's alone.
 *
 * <pre>
 *   points, points.components               directions of the training questions, as {@link Blend} has them; {@link Questions}
 *   seen, quality, cost, latency, tokens    of every expert on each of them; {@link Remembered}
 * </pre>
 */
@ScorerSpec(
        name = "knn",
        paper = "arXiv:2403.12031",
        summary = "Grades of each expert on the most similar questions, weighted by similarity")
public final class KnnScorer implements Scorer, Explains {

    private final Config config;
    private final Blend blend;
    private final Questions questions;
    private final Remembered remembered;
    private final NearReasons.Labels labels;
    private final Map<String, Integer> experts = new HashMap<>();

    public KnnScorer(Config config, Snapshot snapshot) {
        this.config = config;
        this.blend = Blend.of(snapshot);
        this.questions = Questions.of(snapshot.matrices());
        this.remembered = Remembered.of(snapshot);
        this.labels = NearReasons.Labels.of(snapshot);
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var near = questions.nearest(blend.direction(features.prompt()), config.k());
        var sums = remembered.sums(near, near.weights(config.temperature()));
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            var expert = experts.get(card.name());
            scores.add(
                    expert == null
                            ? Expectation.declared(features, card)
                            : score(features, card, sums.means(expert, config.prior())));
        }
        return new Scorecard(scores);
    }

    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var near = questions.nearest(blend.direction(features.prompt()), config.k());
        var reasons = new NearReasons(near, near.weights(config.temperature()), labels);
        return List.of(reasons.of(candidates, experts, remembered::quality));
    }

    private static Score score(Features features, ExpertCard card, Remembered.Means means) {
        double mean = Math.clamp(means.quality(), 0.0, 1.0);
        double microUsd = Expectation.microUsd(features, card, means.tokens(), means.microUsd());
        var time = Duration.ofNanos(Math.round(means.millis() * 1e6));
        return new Score(card.name(), mean, Shrinkage.uncertainty(mean, means.weight()), microUsd, time);
    }

    /** How neighbours are found and trusted. */
    public record Config(
            @Option(value = "neighbours", otherwise = "200") int k,

            @Option(value = "fall in cosine similarity at which a neighbour's weight is 1/e", otherwise = "0.1")
            double temperature,

            @Option(value = "neighbours that an expert's overall mean counts for", otherwise = "5")
            double prior,

            @Option(
                    value =
                            "learned questions that each learned grade of quality is first averaged over; 1 for grades as given",
                    otherwise = "1")
            int smoothing) {
        public Config {
            if (k < 1 || !(temperature > 0) || !(prior >= 0)) {
                throw new IllegalArgumentException("k " + k + ", temperature " + temperature + ", prior " + prior
                        + ", expected k and temperature above 0 and prior not below");
            }
            if (smoothing < 1) {
                throw new IllegalArgumentException("smoothing: " + smoothing + ", expected at least 1");
            }
        }

        /** Of grades as given. */
        public Config(int k, double temperature, double prior) {
            this(k, temperature, prior, 1);
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
            var blend = Blend.fit(observations, Blend.Form.TOPICAL);
            var points = observations.stream()
                    .map(observation -> blend.direction(observation.prompt()))
                    .toArray(float[][]::new);
            var matrices = new TreeMap<>(blend.matrices());
            matrices.putAll(Questions.matrices(points));
            matrices.putAll(Remembered.fit(training));
            var labels = NearReasons.Labels.of(observations);
            var given =
                    new Snapshot(Snapshot.Origin.of("knn", training), training.experts(), matrices, labels.byAxis());
            return config.smoothing() > 1 ? smoothed(given, points) : given;
        }

        private Snapshot smoothed(Snapshot given, float[][] points) {
            var questions = Questions.of(given.matrices());
            var smoothing = new Smoothing(questions, points, config.smoothing(), config.temperature());
            var matrices = new TreeMap<>(given.matrices());
            matrices.put("quality", smoothing.smooth(given.matrix("seen"), given.matrix("quality")));
            return new Snapshot(given.origin(), given.experts(), matrices, given.labels());
        }

        /** The questions stay; a newcomer gets a grade on each. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            return newcomers.join(NewGrades.join(newcomers, config), NearReasons.Labels.imputed(newcomers));
        }
    }
}
