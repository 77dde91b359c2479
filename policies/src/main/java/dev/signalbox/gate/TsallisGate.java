package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.random.RandomGenerator;

/**
 * Lets the Tsallis entropy of the experts' probabilities decide how many are chosen: all of them when it is high, else
 * the fewest that reach p, and never fewer than k.
 *
 * <p>Li et al. 2025 (DynMoLE), <a href="https://arxiv.org/abs/2504.00661">arXiv:2504.00661</a>, section 3. Deviations:
 * the probabilities are a softmax of utilities over a temperature; the entropy is taken as a share of the uniform
 * distribution's, so that one threshold suits any number of candidates; the expert that crosses p is chosen, where the
 * authors' program leaves it out; weights sum to one. The entropy loss has no part here.
 */
@GateSpec(
        name = "tsallis",
        paper = "arXiv:2504.00661",
        summary = "Entropy decides: every expert when unsure, else the fewest that reach p, and at least k")
public final class TsallisGate implements Gate {

    private final Config config;

    public TsallisGate(Config config) {
        this.config = config;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var ranking = Ranking.of(scorecard, objective);
        var shares = ranking.shares(config.temperature());
        int chosen = Entropy.tsallis(shares, config.q()) >= config.softFrom()
                ? ranking.size()
                : Math.max(config.k(), TopPGate.count(shares, config.p()));
        return ranking.best(chosen).soft(config.temperature());
    }

    /** What counts as unsure, and how many experts otherwise. */
    public record Config(
            @Option(
                    value = "entropy from which every expert is chosen, as a share of the highest, in [0, 1]",
                    otherwise = "0.9")
            double softFrom,

            @Option(value = "probability that the chosen experts must reach together, in [0, 1]", otherwise = "0.75")
            double p,

            @Option(value = "fewest experts", otherwise = "1")
            int k,

            @Option(
                    value = "entropic index: the higher, the less improbable experts count; 1 is Shannon's entropy",
                    otherwise = "1.1")
            double q,

            @Option(value = "difference in utility that makes an expert e times as probable", otherwise = "0.1")
            double temperature) {
        public Config {
            Require.within("soft-from", softFrom, 0, 1);
            Require.within("p", p, 0, 1);
            Require.atLeastOne("k", k);
            Require.positive("q", q);
            Require.positive("temperature", temperature);
        }
    }
}
