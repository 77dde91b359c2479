package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.util.Arrays;
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
public final class ClusterScorer implements Scorer, Explains {

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

    /** The cluster; those without outcomes are left out. */
    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        Space.require(features.embedding(), dimension);
        int cluster = means.nearest(features.embedding().toArray());
        var rows = Grades.of(candidates, experts, expert -> grades.quality(expert, cluster));
        return List.of(new Reason.Cluster(cluster, means.centres().length, grades.questions(cluster), rows));
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
    public static final class Fit implements Onboarding {

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

        /** The clusters stay; a newcomer gets a row of each table. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            var means = KMeans.of(Vectors.rows(known.matrix(CENTRES)));
            int found = means.centres().length;
            var likely = Arrays.stream(Space.nearest(means, Space.points(few.observations())))
                    .mapToObj(cluster -> only(cluster, found))
                    .toArray(double[][]::new);
            return newcomers.join(NewRows.join(newcomers, likely, config.prior()));
        }

        private static double[] only(int cluster, int of) {
            var likely = new double[of];
            likely[cluster] = 1;
            return likely;
        }
    }
}
