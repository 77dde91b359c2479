package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.random.RandomGenerator;

/**
 * Chooses the k experts of highest utility, weighted by the softmax of their utilities.
 *
 * <p>Shazeer et al. 2017, <a href="https://arxiv.org/abs/1701.06538">arXiv:1701.06538</a>, section 2.1, without noise;
 * k = 1 is Switch, Fedus et al. 2021, <a href="https://arxiv.org/abs/2101.03961">arXiv:2101.03961</a>. Ties go to the
 * cheaper expert, then to the one declared first, so every propensity is one.
 */
@GateSpec(name = "top-k", paper = "arXiv:1701.06538", summary = "The k experts of highest utility")
public final class TopKGate implements Gate {

    private final Config config;

    public TopKGate(Config config) {
        this.config = config;
    }

    @Override
    public int reach() {
        return config.k();
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        return Ranking.of(scorecard, objective).best(config.k()).soft(1);
    }

    /** How many. */
    public record Config(
            @Option(value = "how many experts", otherwise = "1")
            int k) {
        public Config {
            Require.atLeastOne("k", k);
        }
    }
}
