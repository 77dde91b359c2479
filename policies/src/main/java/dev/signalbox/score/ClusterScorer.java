package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by its mean quality, cost and latency in the query's cluster.
 *
 * <p>Jitkrittum et al. 2025, <a href="https://arxiv.org/abs/2502.08773">arXiv:2502.08773</a>, section 5.1; symbols follow
 * the paper. Deviations: shrinkage towards the expert's mean over all clusters, strength {@link Config#prior}; cost and
 * latency come from outcomes too, not from one constant: cost is today's price for as many tokens as answers in the
 * cluster took, or what they cost where outcomes tell no tokens; k is chosen by the squared error of predicted quality on
 * held-out prompts. An expert without outcomes is scored by its card, as uncertain as can be.
 *
 * <pre>
 *   x        [d]     prompt embedding, unit L2 norm
 *   centres  [k][d]  cluster centres
 *   quality  [m][k]  mean quality of expert m in cluster k, in [0, 1]
 *   cost, latency, tokens, count  [m][k]  micro-USD, milliseconds, generated tokens (0 unknown), observations
 * </pre>
 */
@ScorerSpec(
        name = "cluster",
        paper = "arXiv:2502.08773",
        summary = "Mean quality, cost and latency of each expert among similar questions, found by k-means")
public final class ClusterScorer implements Scorer {

    private static final String CENTRES = "centres";

    private final KMeans means;
    private final GradeTable grades;
    private final int dimension;
    private final Map<String, Integer> experts = new HashMap<>();

    public ClusterScorer(Config config, Snapshot snapshot) {
        var centres = snapshot.matrix(CENTRES);
        this.means = KMeans.of(Vectors.rows(centres));
        this.dimension = centres.columns();
        this.grades = GradeTable.of(snapshot, config.prior());
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        Space.require(features.embedding(), dimension);
        int cluster = means.nearest(features.embedding().toArray());
        return new Scorecard(candidates.stream()
                .map(card -> Optional.ofNullable(experts.get(card.name()))
                        .map(expert -> grades.score(features, card, expert, cluster))
                        .orElseGet(() -> Expectation.declared(features, card)))
                .toList());
    }

    /** A question is a one in its cluster's place. */
    @Override
    public Optional<Factored> factored(List<ExpertCard> cards) {
        return Optional.of(Factoring.of(
                cards,
                means.centres().length,
                this::membership,
                card -> Optional.ofNullable(experts.get(card.name())).map(grades::factors)));
    }

    private float[] membership(Features features) {
        Space.require(features.embedding(), dimension);
        var membership = new float[means.centres().length];
        membership[means.nearest(features.embedding().toArray())] = 1;
        return membership;
    }

    /** How clusters are found and trusted. */
    public record Config(
            @Option("clusters; chosen on held-out prompts when left out")
            Optional<Integer> clusters,

            @Option(value = "most clusters to try", otherwise = "128")
            int most,

            @Option(value = "observations that an expert's overall mean counts for in each cluster", otherwise = "4")
            double prior,

            @Option(value = "k-means runs, of which the best is kept", otherwise = "3")
            int restarts) {
        public Config {
            if (clusters.isPresent() && clusters.get() < 1) {
                throw new IllegalArgumentException("clusters: " + clusters.get() + ", expected at least 1");
            }
            if (most < 1 || restarts < 1 || !(prior >= 0)) {
                throw new IllegalArgumentException("most " + most + ", restarts " + restarts + ", prior " + prior
                        + ", expected most and restarts above 0 and prior not below");
            }
        }
    }

    /** Finds the clusters and the experts' means in them. */
    public static final class Fit implements Learner {

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            int k = config.clusters().orElseGet(() -> new ClusterCount(config).choose(training, random));
            var observations = training.observations();
            var points = Space.points(observations);
            var means = KMeans.fit(points, k, config.restarts(), random);
            int found = means.centres().length;
            var groups = Space.nearest(means, points);
            var table = GradeTable.fit(observations, groups, found, training.experts(), config.prior());
            var matrices = new TreeMap<String, Matrix>(table.matrices());
            matrices.put(CENTRES, Vectors.matrix(means.centres(), training.dimension()));
            return new Snapshot(Snapshot.Origin.of("cluster", training), training.experts(), matrices);
        }
    }
}
