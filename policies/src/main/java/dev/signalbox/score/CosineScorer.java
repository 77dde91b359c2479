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
 * Scores an expert by the angle between the question and a direction of its own, in few dimensions, divided by a
 * temperature.
 *
 * <p>X-MoE, Chi et al. 2022, <a href="https://arxiv.org/abs/2204.09179">arXiv:2204.09179</a>: routing scores on a
 * low-dimensional hypersphere, so that neither long vectors nor many experts crowd the others out. Deviations: a score is
 * the log-odds of a good answer by itself and not one share of a softmax, because an expert's quality does not fall when
 * another is better; so each expert has a constant, and the learned temperature is its own, since some experts' quality
 * hangs on the question and others' hardly; and a question has one coordinate more, always 1, in which no expert lies, so
 * that one that says little is at right angles to all of them instead of anywhere.
 *
 * <pre>
 *   read     [rank]          of the question, without the coordinate that is always 1
 *   experts  [m][rank + 2]   1 / temperature · added log-odds · direction, of any length
 * </pre>
 */
@ScorerSpec(
        name = "cosine",
        paper = "arXiv:2204.09179",
        summary = "The angle between the question and each expert's direction in few dimensions, over a temperature")
public final class CosineScorer implements Scorer {

    private final Latent latent;

    public CosineScorer(Config config, Snapshot snapshot) {
        this.latent = Latent.of(new Angle(config.rank()), snapshot);
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return latent.score(features, candidates);
    }

    /** In how many dimensions angles are taken, and how they are fitted. */
    public record Config(
            @Option(value = "dimensions of the sphere", otherwise = "8")
            int rank,

            @Option("penalty on squared weights; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (rank < 2) {
                throw new IllegalArgumentException("rank: " + rank + ", expected above 1");
            }
            Penalty.require(penalty);
        }
    }

    /** Finds the directions. */
    public static final class Fit implements Onboarding {

        private final LatentLearner learner;

        public Fit(Config config) {
            this.learner = new LatentLearner("cosine", new Angle(config.rank()), config.penalty());
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

    /** The cosine, and a constant. */
    record Angle(int rank) implements Head {

        /** Added to a direction's squared length: it is never 0. */
        private static final double TINY = 1e-9;

        /** The square of the coordinate that every question has and no expert. */
        private static final double APART = 1;

        private static final int CONSTANT = 1;
        private static final int DIRECTION = 2;

        @Override
        public int inputs() {
            return rank;
        }

        @Override
        public int numbers() {
            return DIRECTION + rank;
        }

        /** A cosine counts little unless grades say that it should; lengths do not matter, so nothing pulls on them. */
        @Override
        public int pulled() {
            return CONSTANT;
        }

        @Override
        public void start(float[] experts, int at, double odds, RandomGenerator random) {
            experts[at] = 1;
            experts[at + CONSTANT] = (float) odds;
            for (int k = 0; k < rank; k++) {
                experts[at + DIRECTION + k] = (float) random.nextGaussian();
            }
        }

        @Override
        public double logit(double[] read, float[] experts, int at) {
            return experts[at + CONSTANT] + experts[at] * new Between(read, experts, at + DIRECTION).cosine;
        }

        @Override
        public void slope(double times, double[] read, float[] experts, int at, double[] ofRead, float[] ofExperts) {
            var between = new Between(read, experts, at + DIRECTION);
            double sharp = times * experts[at];
            ofExperts[at] += (float) (times * between.cosine);
            ofExperts[at + CONSTANT] += (float) times;
            for (int k = 0; k < rank; k++) {
                double own = experts[at + DIRECTION + k] / between.length;
                double other = read[k] / between.readLength;
                ofRead[k] += sharp * (own - between.cosine * other) / between.readLength;
                ofExperts[at + DIRECTION + k] += (float) (sharp * (other - between.cosine * own) / between.length);
            }
        }

        /** Two vectors' lengths and the cosine of their angle. */
        private static final class Between {
            private final double readLength;
            private final double length;
            private final double cosine;

            Between(double[] read, float[] experts, int at) {
                double squares = TINY;
                double readSquares = APART;
                double product = 0;
                for (int k = 0; k < read.length; k++) {
                    squares += experts[at + k] * experts[at + k];
                    readSquares += read[k] * read[k];
                    product += read[k] * experts[at + k];
                }
                this.readLength = Math.sqrt(readSquares);
                this.length = Math.sqrt(squares);
                this.cosine = product / (readLength * length);
            }
        }
    }
}
