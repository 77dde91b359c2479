package dev.signalbox.gate;

import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks the strong expert of a pair only where it is expected to be better than the weak one by more than a threshold.
 *
 * <p>Ong et al. 2024 (RouteLLM), <a href="https://arxiv.org/abs/2406.18665">arXiv:2406.18665</a>, section 3. Deviation:
 * the paper thresholds the probability that the strong expert wins; this one thresholds the gain in expected quality,
 * which every scorer gives. The objective's weights play no part. Where only one of the pair is a candidate, it is asked;
 * other candidates never are.
 */
@GateSpec(
        name = "threshold",
        paper = "arXiv:2406.18665",
        summary = "The strong expert of a pair where it is expected to gain enough, else the weak one")
public final class ThresholdGate implements Gate {

    private final Config config;

    public ThresholdGate(Config config) {
        this.config = config;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var strong = scorecard.of(config.strong());
        var weak = scorecard.of(config.weak());
        if (strong.isEmpty() || weak.isEmpty()) {
            return strong.or(() -> weak).map(ThresholdGate::only).orElse(Selection.EMPTY);
        }
        double gain = strong.get().quality() - weak.get().quality();
        return only(gain > config.at() ? strong.get() : weak.get());
    }

    private static Selection only(Score score) {
        return new Selection(List.of(new Selection.Choice(score.expert(), 1, 1)));
    }

    /** The pair, and how much better is better enough. */
    public record Config(
            @Option("the expert that is dearer and better") String strong,
            @Option("the expert that is asked otherwise") String weak,

            @Option(value = "gain in expected quality that the strong one must exceed, in [-1, 1]", otherwise = "0.1")
            double at)
            implements NamesExperts {
        public Config {
            if (strong.equals(weak)) {
                throw new IllegalArgumentException("weak: \"" + weak + "\", expected another expert than strong");
            }
            if (!(at >= -1 && at <= 1)) {
                throw new IllegalArgumentException("at: " + at + ", expected within [-1, 1]");
            }
        }

        @Override
        public List<String> experts() {
            return List.of(strong, weak);
        }
    }
}
