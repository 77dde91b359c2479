package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by the product of a few numbers read from the question with as many of its own: a factorisation of the
 * matrix of grades in which the question's factor is a linear function of its text, so that it is known for every question.
 *
 * <p>RouteLLM, Ong et al. 2024, <a href="https://arxiv.org/abs/2406.18665">arXiv:2406.18665</a>, its matrix factorisation.
 * Deviations: it learns from grades of single answers, not from preferences between two; the weights that the paper puts on
 * the product are part of the expert's numbers; each expert has a constant.
 *
 * <pre>
 *   read     [rank]          of the question
 *   experts  [m][rank + 1]   what they are multiplied with · added log-odds
 * </pre>
 */
@ScorerSpec(
        name = "factor",
        paper = "arXiv:2406.18665",
        summary = "A few numbers read from the question times a few of the expert, by matrix factorisation")
public final class FactorScorer implements Scorer {

    private final Latent latent;

    public FactorScorer(Config config, Snapshot snapshot) {
        this.latent = Latent.of(new Product(config.rank()), snapshot);
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return latent.score(features, candidates);
    }

    /** How much is read from a question, and how it is fitted. */
    public record Config(
            @Option(value = "numbers read from a question", otherwise = "16")
            int rank,

            @Option("penalty on squared weights; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (rank < 1) {
                throw new IllegalArgumentException("rank: " + rank + ", expected above 0");
            }
            Penalty.require(penalty);
        }
    }

    /** Factorises. */
    public static final class Fit implements Onboarding {

        private final LatentLearner learner;

        public Fit(Config config) {
            this.learner = new LatentLearner("factor", new Product(config.rank()), config.penalty());
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            return learner.fit(training, random);
        }

        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            return learner.onboard(known, few, random);
        }
    }

    /** The inner product, and a constant. */
    record Product(int rank) implements Head {

        private static final double SPREAD = 0.3;

        @Override
        public int inputs() {
            return rank;
        }

        @Override
        public int numbers() {
            return rank + 1;
        }

        @Override
        public int pulled() {
            return rank;
        }

        @Override
        public void start(float[] experts, int at, double odds, RandomGenerator random) {
            for (int k = 0; k < rank; k++) {
                experts[at + k] = (float) (SPREAD * random.nextGaussian());
            }
            experts[at + rank] = (float) odds;
        }

        @Override
        public double logit(double[] read, float[] experts, int at) {
            double sum = experts[at + rank];
            for (int k = 0; k < rank; k++) {
                sum += read[k] * experts[at + k];
            }
            return sum;
        }

        @Override
        public void slope(double times, double[] read, float[] experts, int at, double[] ofRead, float[] ofExperts) {
            for (int k = 0; k < rank; k++) {
                ofRead[k] += times * experts[at + k];
                ofExperts[at + k] += (float) (times * read[k]);
            }
            ofExperts[at + rank] += (float) times;
        }
    }
}
