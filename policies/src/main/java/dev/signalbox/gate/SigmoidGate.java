package dev.signalbox.gate;

import dev.signalbox.experts.NamesExperts;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Chooses the k best experts, weighted by normalised sigmoids, and always the shared ones besides.
 *
 * <p>Shared experts: Dai et al. 2024 (DeepSeekMoE), <a href="https://arxiv.org/abs/2401.06066">arXiv:2401.06066</a>,
 * section 3.2; sigmoid affinities normalised among the chosen: DeepSeek-V3, <a
 * href="https://arxiv.org/abs/2412.19437">arXiv:2412.19437</a>, section 2.1.2. There each shared expert is added with
 * weight one to a routed mixture whose weights sum to one. Deviations: all of it is scaled to sum to one; affinities come
 * from utilities by a centre and a temperature, not from a learned router; V3's bias for load balance has no part here.
 *
 * <p>Shared experts come after the routed ones: a plan that asks one expert at a time keeps them in reserve.
 */
@GateSpec(
        name = "sigmoid",
        paper = "arXiv:2401.06066",
        summary = "The k best experts by normalised sigmoids, and always the shared ones besides")
public final class SigmoidGate implements Gate {

    private final Config config;

    public SigmoidGate(Config config) {
        this.config = config;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var shared = scorecard.scores().stream()
                .filter(score -> config.shared().contains(score.expert()))
                .toList();
        var others = scorecard.scores().stream()
                .filter(score -> !config.shared().contains(score.expert()))
                .toList();
        var routed = Ranking.of(others, objective).best(config.k());
        var choices = new ArrayList<Selection.Choice>();
        // the routed mixture counts as much as one shared expert
        double part = 1.0 / (shared.size() + (routed.size() > 0 ? 1 : 0));
        routed.weighted(affinities(routed)).choices().stream()
                .map(choice -> new Selection.Choice(
                        choice.expert(), Math.max(Double.MIN_NORMAL, choice.weight() * part), choice.propensity()))
                .forEach(choices::add);
        Ranking.of(shared, objective).scores().stream()
                .map(score -> new Selection.Choice(score.expert(), part, 1))
                .forEach(choices::add);
        return new Selection(choices);
    }

    /** Sigmoids over the largest of them, so that those of very low utilities do not all vanish. */
    private double[] affinities(Ranking routed) {
        return Ranking.shares(IntStream.range(0, routed.size())
                .mapToDouble(rank -> logSigmoid((routed.utility(rank) - config.centre()) / config.temperature()))
                .toArray());
    }

    private static double logSigmoid(double x) {
        return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
    }

    /** How many are routed, and who is always on. */
    public record Config(
            @Option(value = "how many routed experts", otherwise = "1")
            int k,

            @Option("experts that are always chosen, after the routed ones")
            Set<String> shared,

            @Option(value = "utility at which the sigmoid is one half", otherwise = "0.5")
            double centre,

            @Option(value = "utility over which the sigmoid rises", otherwise = "0.1")
            double temperature)
            implements NamesExperts {
        public Config {
            Require.atLeastOne("k", k);
            Require.positive("temperature", temperature);
            shared = Set.copyOf(shared);
        }

        @Override
        public List<String> experts() {
            return shared.stream().sorted().toList();
        }
    }
}
