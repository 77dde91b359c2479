package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.random.RandomGenerator;

/**
 * Chooses every expert when their scores are nearly equal, else the best k.
 *
 * <p>Wu et al. 2024 (GW-MoE), <a href="https://arxiv.org/abs/2406.12375">arXiv:2406.12375</a>, section 3: a router is
 * uncertain where the entropy of its distribution, as a share of the uniform one's, passes a threshold. Deviations: the
 * paper broadcasts while it fine-tunes, so that any expert serves an uncertain token later; here experts are not trained,
 * and the broadcast happens when answering. The distribution is a softmax of utilities over a temperature.
 */
@GateSpec(
        name = "broadcast",
        paper = "arXiv:2406.12375",
        summary = "Every expert when their scores are nearly equal, else the best k")
public final class BroadcastGate implements Gate {

    private final Config config;

    public BroadcastGate(Config config) {
        this.config = config;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var ranking = Ranking.of(scorecard, objective);
        boolean uncertain = Entropy.shannon(ranking.shares(config.temperature())) >= config.from();
        return ranking.best(uncertain ? ranking.size() : config.k()).soft(config.temperature());
    }

    /** What counts as nearly equal. */
    public record Config(
            @Option(
                    value = "entropy from which every expert is chosen, as a share of the highest, in [0, 1]",
                    otherwise = "0.95")
            double from,

            @Option(value = "how many experts otherwise", otherwise = "1")
            int k,

            @Option(value = "difference in utility that makes an expert e times as probable", otherwise = "0.1")
            double temperature) {
        public Config {
            Require.within("from", from, 0, 1);
            Require.atLeastOne("k", k);
            Require.positive("temperature", temperature);
        }
    }
}
