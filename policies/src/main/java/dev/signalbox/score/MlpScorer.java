package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Vectors;
import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by a network with one hidden layer, whose units stand in clusters that are left out whole while it
 * learns.
 *
 * <p>Dropout by clusters against overfitting on few data is that of MoEC, Xie et al. 2022,
 * <a href="https://arxiv.org/abs/2207.09094">arXiv:2207.09094</a>. Deviations: what stands in clusters and is left out are
 * hidden units of the router, not experts of a layer; there is no constraint on how much clusters vary. Units are rectified
 * (Nair and Hinton 2010); what is kept is scaled up, so that nothing need be scaled when scoring.
 *
 * <pre>
 *   parameters  [h][d] of the units · [m][h] of the experts · [h] · [m] biases
 * </pre>
 */
@ScorerSpec(
        name = "mlp",
        paper = "arXiv:2207.09094",
        summary = "A small neural network of the question for all experts, learned with clusters of units left out")
public final class MlpScorer implements Scorer {

    private final Networked networked;

    public MlpScorer(Config config, Snapshot snapshot) {
        int d = snapshot.matrix("blend.mean").columns();
        this.networked = Networked.of(snapshot, experts -> network(config, d, experts));
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return networked.score(features, candidates);
    }

    static Network network(Config config, int d, int experts) {
        return new Units(config, d, experts);
    }

    /** How large the network is and how it is kept from overfitting. */
    public record Config(
            @Option(value = "clusters of hidden units", otherwise = "8")
            int clusters,

            @Option(value = "hidden units in each", otherwise = "4")
            int units,

            @Option(value = "share of clusters left out at each step of learning", otherwise = "0.25")
            double dropout,

            @Option("penalty on squared weights, of unit-length questions; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (clusters < 1 || units < 1 || !(dropout >= 0 && dropout < 1)) {
                throw new IllegalArgumentException("clusters " + clusters + ", units " + units + ", dropout " + dropout
                        + ", expected the first two above 0 and dropout in [0, 1)");
            }
            Penalty.require(penalty);
        }
    }

    /** Descends. */
    public static final class Fit implements Learner {

        private final NetworkFit fit;

        public Fit(Config config) {
            this.fit = new NetworkFit("mlp", d -> experts -> network(config, d, experts), config.penalty());
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            return fit.fit(training, random);
        }
    }

    /** The network. */
    private static final class Units implements Network {

        private final int d;
        private final int h;
        private final int m;
        private final int size;
        private final double dropout;

        Units(Config config, int d, int experts) {
            this.d = d;
            this.h = config.clusters() * config.units();
            this.m = experts;
            this.size = config.units();
            this.dropout = config.dropout();
        }

        @Override
        public int parameters() {
            return pulled() + h + m;
        }

        @Override
        public int pulled() {
            return h * d + m * h;
        }

        @Override
        public void start(float[] parameters, double[] odds, RandomGenerator random) {
            for (int p = 0; p < h * d; p++) {
                // questions are of unit length, so that units begin with values around 1
                parameters[p] = (float) random.nextGaussian();
            }
            for (int p = h * d; p < pulled(); p++) {
                parameters[p] = (float) (random.nextGaussian() * 0.1 / Math.sqrt(h));
            }
            for (int e = 0; e < m; e++) {
                parameters[pulled() + h + e] = (float) odds[e];
            }
        }

        @Override
        public double[] logits(float[] parameters, float[] x) {
            return logitsOf(parameters, active(parameters, x));
        }

        private float[] active(float[] parameters, float[] x) {
            var active = new float[h];
            for (int u = 0; u < h; u++) {
                active[u] = Math.max(0, parameters[pulled() + u] + Vectors.dot(parameters, u * d, x));
            }
            return active;
        }

        private double[] logitsOf(float[] parameters, float[] active) {
            var logits = new double[m];
            for (int e = 0; e < m; e++) {
                logits[e] = parameters[pulled() + h + e] + Vectors.dot(parameters, h * d + e * h, active);
            }
            return logits;
        }

        @Override
        public void learn(
                float[] parameters, float[] x, double[] known, double share, RandomGenerator random, float[] slope) {
            var kept = kept(random);
            var active = active(parameters, x);
            for (int u = 0; u < h; u++) {
                active[u] *= kept[u];
            }
            var misses = Network.misses(logitsOf(parameters, active), known, share);
            var back = new double[h];
            for (int e = 0; e < m; e++) {
                int at = h * d + e * h;
                for (int u = 0; u < h; u++) {
                    back[u] += misses[e] * parameters[at + u];
                }
                Network.add(slope, at, misses[e], active);
                slope[pulled() + h + e] += (float) misses[e];
            }
            for (int u = 0; u < h; u++) {
                if (active[u] > 0) {
                    double times = back[u] * kept[u];
                    Network.add(slope, u * d, times, x);
                    slope[pulled() + u] += (float) times;
                }
            }
        }

        /** What each unit counts for: 0 in a cluster that is left out. */
        private float[] kept(RandomGenerator random) {
            var kept = new float[h];
            for (int u = 0; u < h; u += size) {
                float factor = random.nextDouble() < dropout ? 0 : (float) (1 / (1 - dropout));
                for (int v = u; v < u + size; v++) {
                    kept[v] = factor;
                }
            }
            return kept;
        }
    }
}
