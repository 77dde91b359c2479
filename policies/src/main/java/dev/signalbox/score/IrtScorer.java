package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Odds;
import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Scores an expert as tests score people: by its abilities, the question's difficulty, and how much the question asks of
 * each ability.
 *
 * <p>IRT-Router, Song et al. 2025, <a href="https://arxiv.org/abs/2506.01048">arXiv:2506.01048</a>, its multidimensional
 * model: log-odds are the inner product of discrimination and ability, less the difficulty; both are read from the question,
 * so that they are known for one that nobody answered. Discriminations are held above 0, which gives each ability a sense:
 * more of it never makes an answer worse. Deviations: abilities are free numbers under the usual standard-normal prior and
 * not a function of the model's description; an expert of few grades is pulled towards the others' mean ability instead of
 * being warmed up by its text, and a question is read from more than its embedding instead of being mixed with its
 * neighbours.
 *
 * <pre>
 *   read     [abilities + 1]   discriminations before {@code softplus} · difficulty
 *   experts  [m][abilities]
 * </pre>
 */
@ScorerSpec(
        name = "irt",
        paper = "arXiv:2506.01048",
        summary = "Abilities of each expert against the question's difficulty and demands, by item response theory")
public final class IrtScorer implements Scorer {

    private final Latent latent;

    public IrtScorer(Config config, Snapshot snapshot) {
        this.latent = Latent.of(new Items(config.abilities()), snapshot);
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return latent.score(features, candidates);
    }

    /** How many abilities there are, and how they are fitted. */
    public record Config(
            @Option(value = "abilities", otherwise = "12") int abilities,

            @Option("penalty on squared weights; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (abilities < 1) {
                throw new IllegalArgumentException("abilities: " + abilities + ", expected above 0");
            }
            Penalty.require(penalty);
        }
    }

    /** Estimates abilities, and what questions ask. */
    public static final class Fit implements Onboarding {

        private final LatentLearner learner;

        public Fit(Config config) {
            this.learner = new LatentLearner("irt", new Items(config.abilities()), config.penalty());
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

    /** Discrimination times ability, less difficulty. */
    record Items(int abilities) implements Head {

        private static final double SPREAD = 0.3;

        @Override
        public int inputs() {
            return abilities + 1;
        }

        @Override
        public int numbers() {
            return abilities;
        }

        @Override
        public int pulled() {
            return abilities;
        }

        @Override
        public void start(float[] experts, int at, double odds, RandomGenerator random) {
            for (int k = 0; k < abilities; k++) {
                experts[at + k] = (float) (odds / (abilities * softplus(0)) + SPREAD * random.nextGaussian());
            }
        }

        @Override
        public double logit(double[] read, float[] experts, int at) {
            double sum = -read[abilities];
            for (int k = 0; k < abilities; k++) {
                sum += softplus(read[k]) * experts[at + k];
            }
            return sum;
        }

        @Override
        public void slope(double times, double[] read, float[] experts, int at, double[] ofRead, float[] ofExperts) {
            for (int k = 0; k < abilities; k++) {
                ofRead[k] += times * experts[at + k] * Odds.likely(read[k]);
                ofExperts[at + k] += (float) (times * softplus(read[k]));
            }
            ofRead[abilities] -= times;
        }

        /** ln(1 + e^x), whose slope is {@link Odds#likely}. */
        private static double softplus(double x) {
            return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        }
    }
}
