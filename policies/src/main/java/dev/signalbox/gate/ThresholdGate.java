package dev.signalbox.gate;

import dev.signalbox.experts.NamesExperts;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Asks the strong expert of a pair only where it is expected to be better than the weak one by more than a threshold.
 *
 * <p>Ong et al. 2024 (RouteLLM), <a href="https://arxiv.org/abs/2406.18665">arXiv:2406.18665</a>, section 3. The threshold
 * is given, or fitted so that the strong expert gets a share of the queries, as the paper calibrates it, or so that a
 * query costs a given amount on average. Deviations: the paper thresholds the probability that the strong expert wins;
 * this one thresholds the gain in expected quality, which every scorer gives. Queries whose gain is the fitted threshold
 * itself, which may be many when a scorer knows but a few kinds of questions, are split by chance so that the target is
 * met. The objective's weights play no part. Where only one of the pair is a candidate, it is asked; other candidates
 * never are.
 */
@GateSpec(
        name = "threshold",
        paper = "arXiv:2406.18665",
        summary = "The strong expert of a pair where it is expected to gain enough, else the weak one")
public final class ThresholdGate implements CalibratedGate {

    private static final double DEFAULT_AT = 0.1;

    private final Config config;
    private final Optional<Cut> cut;

    public ThresholdGate(Config config) {
        this(
                config,
                config.isTarget()
                        ? Optional.empty()
                        : Optional.of(new Cut(config.at().orElse(DEFAULT_AT), 0)));
    }

    private ThresholdGate(Config config, Optional<Cut> cut) {
        this.config = config;
        this.cut = cut;
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var at = cut.orElseThrow(() -> new IllegalStateException("threshold: its target was not fitted"));
        var strong = scorecard.of(config.strong());
        var weak = scorecard.of(config.weak());
        if (strong.isEmpty() || weak.isEmpty()) {
            return strong.or(() -> weak)
                    .map(score -> Selection.only(score.expert()))
                    .orElse(Selection.EMPTY);
        }
        double share = at.strongShare(strong.get().quality() - weak.get().quality());
        if (share == 0 || share == 1) {
            return Selection.only(share == 1 ? config.strong() : config.weak());
        }
        var odds = Map.of(config.strong(), share, config.weak(), 1 - share);
        return Selection.drawn(random.nextDouble() < share ? config.strong() : config.weak(), odds);
    }

    @Override
    public boolean awaitsCalibration() {
        return config.isTarget();
    }

    @Override
    public Gate calibrated(List<Scorecard> predictions, Objective objective) {
        var pairs = predictions.stream().flatMap(this::pair).toList();
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("strong: \"" + config.strong() + "\", weak: \"" + config.weak()
                    + "\": never predicted together, expected experts that were graded in training");
        }
        var fitted = config.strongShare().isPresent()
                ? StrongShare.of(pairs, config.strongShare().get())
                : StrongShare.costing(pairs, config.meanUsd().orElseThrow());
        return new ThresholdGate(config, Optional.of(fitted));
    }

    private Stream<StrongShare.Pair> pair(Scorecard card) {
        return card.of(config.strong()).stream()
                .flatMap(strong -> card.of(config.weak()).stream().map(weak -> pair(strong, weak)));
    }

    private static StrongShare.Pair pair(Score strong, Score weak) {
        return new StrongShare.Pair(strong.quality() - weak.quality(), strong.microUsd(), weak.microUsd());
    }

    /**
     * Who asks the strong expert: queries that gain more than {@code at}, and of those that gain just that a share.
     *
     * @param tied share, in [0, 1]
     */
    record Cut(double at, double tied) {

        /** Snapshots keep predictions in single precision; gains closer than this are one. */
        private static final double TOLERANCE = 1e-6;

        double strongShare(double gain) {
            if (tied > 0 && Math.abs(gain - at) <= TOLERANCE) {
                return tied;
            }
            return gain > at ? 1 : 0;
        }
    }

    /** The pair, and one of three ways to say how much better is better enough. */
    public record Config(
            @Option("the expert that is dearer and better") String strong,
            @Option("the expert that is asked otherwise") String weak,

            @Option(
                    "gain in expected quality that the strong one must exceed, in [-1, 1]; 0.1 when nothing else is given")
            Optional<Double> at,

            @Option("share of queries for the strong one, in [0, 1], instead of at; fitted by training")
            Optional<Double> strongShare,

            @Option("US dollars that a query shall cost on average, instead of at; fitted by training")
            Optional<Double> meanUsd)
            implements NamesExperts {
        public Config {
            if (strong.equals(weak)) {
                throw new IllegalArgumentException("weak: \"" + weak + "\", expected another expert than strong");
            }
            at.ifPresent(gain -> Require.within("at", gain, -1, 1));
            strongShare.ifPresent(share -> Require.within("strong-share", share, 0, 1));
            meanUsd.ifPresent(usd -> Require.notNegative("mean-usd", usd));
            if (Stream.of(at, strongShare, meanUsd).filter(Optional::isPresent).count() > 1) {
                throw new IllegalArgumentException("at, strong-share, mean-usd: expected one of them");
            }
        }

        boolean isTarget() {
            return strongShare.isPresent() || meanUsd.isPresent();
        }

        @Override
        public List<String> experts() {
            return List.of(strong, weak);
        }
    }
}
