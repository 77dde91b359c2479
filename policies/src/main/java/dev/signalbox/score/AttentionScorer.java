package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Softmax;
import dev.signalbox.numeric.Vectors;
import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by how a question that attends to all experts finds it.
 *
 * <p>The attention router of Yuan 2.0-M32, Wu et al. 2024, <a href="https://arxiv.org/abs/2405.17976">arXiv:2405.17976</a>,
 * lets experts be chosen with regard to how they correlate, by attention among them. Here the question asks, experts answer
 * with a key and a value: what attention brings together of the values moves each expert's odds by its key, beside the
 * key's own likeness to the question. Deviations: keys and values are vectors learned for each expert, not computed from
 * the question; the outcome is the log-odds of a good answer, not a share.
 *
 * <pre>
 *   q = W x                            [a]  what the question asks
 *   s_e = q k_e / sqrt(a)              [m]
 *   c = sum of softmax(s)_e v_e        [a]  what it is answered
 *   logit_e = b_e + s_e + c k_e        [m]
 *   parameters  W [a][d] · k [m][a] · v [m][a] · b [m]
 * </pre>
 */
@ScorerSpec(
        name = "attention",
        paper = "arXiv:2405.17976",
        summary = "The question attends to learned vectors of all experts; how it finds one tells how good it will be")
public final class AttentionScorer implements Scorer {

    private final Networked networked;

    public AttentionScorer(Config config, Snapshot snapshot) {
        int d = snapshot.matrix("blend.mean").columns();
        this.networked = Networked.of(snapshot, experts -> network(config, d, experts));
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return networked.score(features, candidates);
    }

    static Network network(Config config, int d, int experts) {
        return new Attention(config.size(), d, experts);
    }

    /** How much there is to attend to. */
    public record Config(
            @Option(value = "numbers in what a question asks, and in an expert's key and value", otherwise = "16")
            int size,

            @Option("penalty on squared weights, of unit-length questions; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (size < 1) {
                throw new IllegalArgumentException("size: " + size + ", expected above 0");
            }
            Penalty.require(penalty);
        }
    }

    /** Descends. */
    public static final class Fit implements Learner {

        private final NetworkFit fit;

        public Fit(Config config) {
            this.fit = new NetworkFit("attention", d -> experts -> network(config, d, experts), config.penalty());
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            return fit.fit(training, random);
        }
    }

    /** The network. */
    private static final class Attention implements Network {

        private final int a;
        private final int d;
        private final int m;
        private final int keys;
        private final int values;
        private final double scale;

        Attention(int a, int d, int experts) {
            this.a = a;
            this.d = d;
            this.m = experts;
            this.keys = a * d;
            this.values = keys + m * a;
            this.scale = 1 / Math.sqrt(a);
        }

        @Override
        public int parameters() {
            return pulled() + m;
        }

        @Override
        public int pulled() {
            return values + m * a;
        }

        @Override
        public void start(float[] parameters, double[] odds, RandomGenerator random) {
            for (int p = 0; p < pulled(); p++) {
                // questions are of unit length, so that what one asks begins with numbers around 1
                parameters[p] = (float) (random.nextGaussian() * (p < keys ? 1 : 0.1));
            }
            for (int e = 0; e < m; e++) {
                parameters[pulled() + e] = (float) odds[e];
            }
        }

        @Override
        public double[] logits(float[] parameters, float[] x) {
            return new Pass(parameters, x).logits;
        }

        @Override
        public void learn(
                float[] parameters, float[] x, double[] known, double share, RandomGenerator random, float[] slope) {
            var pass = new Pass(parameters, x);
            pass.back(Network.misses(pass.logits, known, share), slope);
        }

        /** One question on its way through. */
        private final class Pass {
            private final float[] parameters;
            private final float[] x;
            private final float[] asked = new float[a];
            private final float[] answered = new float[a];
            private final double[] shares;
            private final double[] logits = new double[m];

            Pass(float[] parameters, float[] x) {
                this.parameters = parameters;
                this.x = x;
                for (int i = 0; i < a; i++) {
                    asked[i] = Vectors.dot(parameters, i * d, x);
                }
                var found = new float[m];
                for (int e = 0; e < m; e++) {
                    found[e] = (float) (scale * Vectors.dot(parameters, keys + e * a, asked));
                }
                this.shares = Softmax.likely(found);
                for (int e = 0; e < m; e++) {
                    for (int i = 0; i < a; i++) {
                        answered[i] += (float) shares[e] * parameters[values + e * a + i];
                    }
                }
                for (int e = 0; e < m; e++) {
                    logits[e] = parameters[pulled() + e] + found[e] + Vectors.dot(parameters, keys + e * a, answered);
                }
            }

            void back(double[] misses, float[] slope) {
                var toAnswer = new float[a];
                for (int e = 0; e < m; e++) {
                    for (int i = 0; i < a; i++) {
                        toAnswer[i] += (float) misses[e] * parameters[keys + e * a + i];
                    }
                    Network.add(slope, keys + e * a, misses[e], answered);
                    slope[pulled() + e] += (float) misses[e];
                }
                var toFound = toFound(misses, toAnswer, slope);
                var toAsked = new double[a];
                for (int e = 0; e < m; e++) {
                    Network.add(slope, keys + e * a, toFound[e] * scale, asked);
                    for (int i = 0; i < a; i++) {
                        toAsked[i] += toFound[e] * scale * parameters[keys + e * a + i];
                    }
                }
                for (int i = 0; i < a; i++) {
                    Network.add(slope, i * d, toAsked[i], x);
                }
            }

            /** Through the logit itself, and through the shares in what is answered. */
            private double[] toFound(double[] misses, float[] toAnswer, float[] slope) {
                var toShare = new double[m];
                double mean = 0;
                for (int e = 0; e < m; e++) {
                    Network.add(slope, values + e * a, shares[e], toAnswer);
                    toShare[e] = Vectors.dot(parameters, values + e * a, toAnswer);
                    mean += shares[e] * toShare[e];
                }
                var toFound = misses.clone();
                for (int e = 0; e < m; e++) {
                    toFound[e] += shares[e] * (toShare[e] - mean);
                }
                return toFound;
            }
        }
    }
}
