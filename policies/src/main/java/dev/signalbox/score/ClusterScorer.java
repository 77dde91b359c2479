package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.KMeans;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>Other kinds of clusters say to how many a question belongs ({@link GaussianMixture}, {@link LearnedMap}) or what is to
 * be said beyond the cluster's mean ({@link ResidualCodes}, {@link ClusterRidge}). The kind matters when learning; a scorer
 * follows whatever kind its snapshot holds.
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

    private final Clusters clusters;
    private final Map<String, Integer> experts = new HashMap<>();

    public ClusterScorer(Config config, Snapshot snapshot) {
        this.clusters = Clusters.of(snapshot, config.prior());
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        Space.require(features.embedding(), clusters.dimension());
        var seen = clusters.see(features.embedding().toArray());
        return new Scorecard(candidates.stream()
                .map(card -> Optional.ofNullable(experts.get(card.name()))
                        .map(expert -> seen.score(features, card, expert))
                        .orElseGet(() -> Expectation.declared(features, card)))
                .toList());
    }

    /** Where a question is expected to go as the means of its clusters; not where more is said beyond them. */
    @Override
    public Optional<Factored> factored(List<ExpertCard> cards) {
        return clusters.factored(cards, experts);
    }

    /** The likeliest cluster; those without outcomes are left out. Where that is not all, what would be said otherwise. */
    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        Space.require(features.embedding(), clusters.dimension());
        var reasons = new ArrayList<Reason>();
        reasons.add(clusters.reason(features.embedding().toArray(), candidates, experts));
        if (!clusters.isPlain()) {
            reasons.addAll(Ablation.nothing().reasons(this, features, candidates));
        }
        return reasons;
    }

    /** What clusters are, and what is learned of them. */
    public enum Kind {
        /** The nearest centre's mean. */
        K_MEANS,

        /** Means weighed by the posterior of a Gaussian mixture. */
        GAUSSIAN_MIXTURE,

        /** The nearest centre's mean, and differences by the codes of what is left. */
        CODES,

        /** The nearest centre's mean and a straight line around it. */
        RIDGE,

        /** Means weighed by a map that was learned for it. */
        LEARNED_MAP
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
            int restarts,

            @Option(
                    value = "what is learned of clusters: k-means, gaussian-mixture, codes, ridge or learned-map",
                    otherwise = "k-means")
            Kind kind) {
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
            var choice = new ClusterCount(config).choose(training, random);
            var observations = training.observations();
            var means = KMeans.fit(Space.points(observations), choice.k(), config.restarts(), random);
            var kind = new Clusters.Kind(config.kind(), choice.dial(), config.prior());
            var clusters = Clusters.fit(kind, means, observations, training.experts(), random);
            return new Snapshot(Snapshot.Origin.of("cluster", training), training.experts(), clusters.matrices());
        }

        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var newcomers = Newcomers.of(known, few);
            return newcomers.join(Clusters.of(known, config.prior()).joined(newcomers, config.prior()));
        }
    }
}
