package dev.signalbox.gate;

import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.random.RandomGenerator;

/**
 * Chooses the k best experts and how hard each shall think: little where it is expected to be right, much where it is
 * not.
 *
 * <p>After Xu et al. 2026 (ThinkRouter), <a href="https://arxiv.org/abs/2602.11683">arXiv:2602.11683</a>, which compares a
 * model's confidence with a threshold at each step of its thinking and thinks in words only where confidence is low.
 * Deviations: the confidence is the expected quality of the whole reply, less a number of its standard errors, because
 * the inside of a model is not visible before it is asked; effort is decided once for each reply, in three steps.
 *
 * <p>Experts with the ability {@code reasoning} are told the effort, unless the caller set one.
 */
@GateSpec(
        name = "effort",
        paper = "arXiv:2602.11683",
        summary = "The k best, told to think little where they are likely right and much where not")
public final class EffortGate implements Gate {

    private final Config config;

    public EffortGate(Config config) {
        this.config = config;
    }

    @Override
    public int reach() {
        return config.k();
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var best = Ranking.of(scorecard, objective).best(config.k());
        var plain = best.soft(1).choices();
        var choices = new ArrayList<Selection.Choice>();
        for (int rank = 0; rank < plain.size(); rank++) {
            choices.add(plain.get(rank).withEffort(effort(best.scores().get(rank))));
        }
        return new Selection(choices);
    }

    private Effort effort(Score score) {
        double confidence = score.quality() - config.caution() * score.uncertainty();
        if (confidence >= config.lowFrom()) {
            return Effort.LOW;
        }
        return confidence < config.highBelow() ? Effort.HIGH : Effort.MEDIUM;
    }

    /** Where little thought is enough and where much is needed. */
    public record Config(
            @Option(value = "confidence from which effort is low, in [0, 1]", otherwise = "0.8")
            double lowFrom,

            @Option(value = "confidence below which effort is high, in [0, 1]; medium in between", otherwise = "0.5")
            double highBelow,

            @Option(value = "standard errors by which confidence is less than expected quality", otherwise = "0")
            double caution,

            @Option(value = "how many experts", otherwise = "1")
            int k) {
        public Config {
            Require.within("low-from", lowFrom, 0, 1);
            Require.within("high-below", highBelow, 0, 1);
            if (highBelow > lowFrom) {
                throw new IllegalArgumentException(
                        "high-below: " + highBelow + ", expected at most low-from, which is " + lowFrom);
            }
            Require.notNegative("caution", caution);
            Require.atLeastOne("k", k);
        }
    }
}
