package dev.signalbox.gate;

import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.Comparator;
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
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var best = scorecard.scores().stream()
                .sorted(Comparator.comparingDouble(objective::utility)
                        .reversed()
                        .thenComparingDouble(Score::microUsd))
                .limit(config.k())
                .toList();
        if (best.isEmpty()) {
            return Selection.EMPTY;
        }
        var utilities = best.stream().mapToDouble(objective::utility).toArray();
        double sum = 0;
        for (double utility : utilities) {
            sum += Math.exp(utility - utilities[0]);
        }
        double total = sum;
        return new Selection(best.stream()
                .map(score ->
                        new Selection.Choice(score.expert(), weight(objective.utility(score) - utilities[0], total), 1))
                .toList());
    }

    /** An expert far below the best keeps a weight that a double can hold. */
    private static double weight(double below, double total) {
        return Math.max(Double.MIN_NORMAL, Math.exp(below) / total);
    }

    /** How many. */
    public record Config(
            @Option(value = "how many experts", otherwise = "1")
            int k) {
        public Config {
            if (k < 1) {
                throw new IllegalArgumentException("k: " + k + ", expected at least 1");
            }
        }
    }
}
