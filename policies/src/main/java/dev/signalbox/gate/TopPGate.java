package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses the fewest experts whose probabilities sum to p: one where the scores are clear, more where they are close.
 *
 * <p>Huang et al. 2024, <a href="https://arxiv.org/abs/2403.07652">arXiv:2403.07652</a>, section 2.2. Deviations: the
 * probabilities are a softmax of utilities over a temperature, for there is no router network to learn their scale; the
 * chosen experts' weights are scaled to sum to one; the number may be capped. The paper's training losses have no part
 * here.
 */
@GateSpec(
        name = "top-p",
        paper = "arXiv:2403.07652",
        summary = "The fewest experts whose probabilities sum to p: more when unsure")
public final class TopPGate implements Gate {

    private final Config config;

    public TopPGate(Config config) {
        this.config = config;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var ranking = Ranking.of(scorecard, objective);
        int chosen = Math.min(
                count(ranking.shares(config.temperature()), config.p()),
                config.most().orElse(Integer.MAX_VALUE));
        return ranking.best(chosen).soft(config.temperature());
    }

    /** How many of the first shares it takes to reach {@code p}; rounding may keep all of them just below it. */
    static int count(double[] shares, double p) {
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += shares[i];
            if (sum >= p) {
                return i + 1;
            }
        }
        return shares.length;
    }

    /** How much probability is enough. */
    public record Config(
            @Option(value = "probability that the chosen experts must reach together, in [0, 1]", otherwise = "0.4")
            double p,

            @Option(value = "difference in utility that makes an expert e times as probable", otherwise = "0.1")
            double temperature,

            @Option("most experts; as many as it takes when left out")
            Optional<Integer> most) {
        public Config {
            Require.within("p", p, 0, 1);
            Require.positive("temperature", temperature);
            most.ifPresent(cap -> Require.atLeastOne("most", cap));
        }
    }
}
