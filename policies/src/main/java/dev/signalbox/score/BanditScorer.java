package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Online;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Projection;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by what is believed of it and by how little is known: it learns from the answers of those it chose, so it
 * must now and then choose whom it knows little of.
 *
 * <p>LinUCB with disjoint linear models, Li et al. 2010, <a href="https://arxiv.org/abs/1003.0146">arXiv:1003.0146</a>,
 * algorithm 1: quality is the expected one plus {@link Config#alpha} standard deviations. Thompson sampling, Agrawal and
 * Goyal 2012, <a href="https://arxiv.org/abs/1209.3352">arXiv:1209.3352</a>, algorithm 1: quality is drawn from what is
 * believed, its standard deviation times alpha. Deviations: a question is its direction, as {@link Blend} has it, on the
 * principal axes of those first learned from; the prior expects the mean quality of all experts and not 0; noise has the
 * variance of the expert's grades. What Thompson draws follows from question, expert and snapshot alone, so that a decision
 * can be replayed: the same question draws anew with the next snapshot.
 *
 * <p>A snapshot holds sums of evidence, to which an {@linkplain Online update} adds.
 *
 * <pre>
 *   axes        [p][d]  orthonormal, of directions
 *   evidence.*  as {@link Evidence} has it
 * </pre>
 */
@ScorerSpec(
        name = "bandit",
        paper = "arXiv:1003.0146",
        summary =
                "A linear function of the question for each expert, learned as answers come in, in favour of the unknown")
public final class BanditScorer implements Scorer {

    private static final String AXES = "axes";
    private static final double LEAST = 1e-3;
    /** Odd, so that a seed's parts do not cancel out. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Config config;
    private final Blend blend;
    private final Projection axes;
    private final Evidence evidence;
    private final List<Posterior> posteriors = new ArrayList<>();
    private final Map<String, Integer> experts = new HashMap<>();
    private final long seed;

    public BanditScorer(Config config, Snapshot snapshot) {
        this.config = config;
        this.blend = Blend.of(snapshot);
        this.axes = Projection.of(snapshot.matrix(AXES));
        int q = 1 + axes.size();
        this.evidence = Evidence.of(snapshot, q);
        this.seed = snapshot.id().hashCode() * MIX;
        double usual = usual(evidence);
        for (var expert : snapshot.experts()) {
            posteriors.add(Posterior.of(evidence, experts.size(), q, config.prior(), usual));
            experts.put(expert, experts.size());
        }
    }

    /** [1 + p]: 1, and the question's coordinate on each axis. */
    private static double[] x(Blend blend, Projection axes, Prompt prompt) {
        var projected = axes.of(blend.direction(prompt));
        var x = new double[1 + projected.length];
        Arrays.setAll(x, a -> a == 0 ? 1 : projected[a - 1]);
        return x;
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var x = x(blend, axes, features.prompt());
        long drawn = config.kind() == Kind.THOMPSON ? seed + hash(features.embedding()) : 0;
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            scores.add(Optional.ofNullable(experts.get(card.name()))
                    .filter(expert -> evidence.mean(expert, Evidence.GRADES) > 0)
                    .map(expert -> score(features, card, expert, x, drawn))
                    .orElseGet(() -> Expectation.declared(features, card)));
        }
        return new Scorecard(scores);
    }

    private Score score(Features features, ExpertCard card, int expert, double[] x, long drawn) {
        var posterior = posteriors.get(expert);
        double deviation = posterior.deviation(x);
        double more = switch (config.kind()) {
            case LIN_UCB -> config.alpha() * deviation;
            case THOMPSON -> config.alpha() * deviation * normal(drawn, card.name());
        };
        double microUsd =
                Expectation.microUsd(features, card, posterior.tokens(x), evidence.mean(expert, Evidence.MICRO_USD));
        var time = Duration.ofNanos(Math.round(evidence.mean(expert, Evidence.MILLIS) * 1e6));
        double quality = moved(Math.clamp(posterior.quality(x), LEAST, 1 - LEAST), more);
        return new Score(card.name(), quality, deviation, microUsd, time);
    }

    /** Bent so that it stays within (0, 1): cut off there, all that is little known would be equally good. */
    private static double moved(double quality, double more) {
        return more < 0 ? quality * Math.exp(more / quality) : 1 - (1 - quality) * Math.exp(-more / (1 - quality));
    }

    private static double normal(long drawn, String expert) {
        return new SplittableRandom(drawn ^ (expert.hashCode() * MIX)).nextGaussian();
    }

    private static long hash(Embedding embedding) {
        long hash = 1;
        for (int i = 0; i < embedding.dimension(); i++) {
            hash = 31 * hash + Float.floatToIntBits(embedding.at(i));
        }
        return hash * MIX;
    }

    /** Mean quality of all grades. */
    private static double usual(Evidence evidence) {
        double sum = 0;
        double grades = 0;
        for (int e = 0; e < evidence.experts(); e++) {
            grades += evidence.mean(e, Evidence.GRADES);
            sum += evidence.mean(e, Evidence.GRADES) * evidence.mean(e, Evidence.QUALITY);
        }
        return grades > 0 ? sum / grades : 0;
    }

    /** How the unknown is favoured. */
    public enum Kind {
        /** By optimism: what may well be good counts as good. */
        LIN_UCB,

        /** By chance: as often as it may well be the best. */
        THOMPSON
    }

    /** How it explores and how much it trusts few grades. */
    public record Config(
            @Option(value = "standard deviations that count for quality; 0 explores nothing", otherwise = "1")
            double alpha,

            @Option(value = "how the unknown is favoured: lin-ucb or thompson", otherwise = "lin-ucb")
            Kind kind,

            @Option(value = "grades that the mean of all experts counts for", otherwise = "3")
            double prior,

            @Option(value = "axes on which questions are told apart", otherwise = "32")
            int axes) {
        public Config {
            if (!(alpha >= 0 && Double.isFinite(alpha)) || !(prior > 0 && Double.isFinite(prior)) || axes < 1) {
                throw new IllegalArgumentException("alpha " + alpha + ", prior " + prior + ", axes " + axes
                        + ", expected alpha not below 0, prior and axes above");
            }
        }
    }

    /** Gathers evidence. */
    public static final class Fit implements Online {

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var observations = training.observations();
            var blend = Blend.fit(observations);
            var rows = observations.stream()
                    .map(observation -> blend.direction(observation.prompt()))
                    .toArray(float[][]::new);
            var axes = Projection.fit(rows, config.axes());
            var state = new TreeMap<String, Matrix>(blend.matrices());
            state.put(AXES, axes.matrix());
            var experts = training.experts();
            state.putAll(new Evidence(1 + axes.size(), experts.size()).matrices());
            var nothing = new Snapshot(Snapshot.Origin.of("bandit", training), experts, state);
            return learned(nothing, training, Snapshot.Origin.of("bandit", training));
        }

        @Override
        public Snapshot update(Snapshot known, Training newer) {
            var before = known.origin();
            if (!before.space().equals(newer.space())) {
                throw new IllegalArgumentException("training: space " + newer.space() + ", expected " + before.space()
                        + ", in which the snapshot was fitted");
            }
            int seen = before.observations() + newer.observations().size();
            return learned(
                    known,
                    newer,
                    new Snapshot.Origin(before.scorer(), before.space(), before.dimension(), newer.at(), seen));
        }

        private static Snapshot learned(Snapshot known, Training newer, Snapshot.Origin origin) {
            var blend = Blend.of(known);
            var axes = Projection.of(known.matrix(AXES));
            var experts = new ArrayList<>(known.experts());
            newer.experts().stream().filter(expert -> !experts.contains(expert)).forEach(experts::add);
            var evidence = Evidence.of(known, 1 + axes.size());
            evidence.grow(experts.size());
            for (var observation : newer.observations()) {
                var x = x(blend, axes, observation.prompt());
                for (int e = 0; e < experts.size(); e++) {
                    var grade = observation.grades().get(experts.get(e));
                    if (grade != null) {
                        evidence.add(e, x, grade);
                    }
                }
            }
            var state = new TreeMap<>(known.matrices());
            state.putAll(evidence.matrices());
            return new Snapshot(origin, experts, state);
        }
    }
}
