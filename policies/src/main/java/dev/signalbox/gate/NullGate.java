package dev.signalbox.gate;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Lets experts that cost nothing, such as caches, compete for the k places; those that win one are asked first.
 *
 * <p>Zeng et al. 2024 (AdaMoE), <a href="https://arxiv.org/abs/2406.13233">arXiv:2406.13233</a>, section 3: null experts
 * join the set from which the top k are chosen, and each that is chosen saves a true one. A candidate with the tag is a
 * null expert here: its expected cost and time count as nothing, its expected quality is how often it is right, which for
 * a cache is how often it has the answer. Deviations: a null expert of the paper does nothing, this one may answer, and
 * is asked before the others because that is free; one true expert is always kept, because a question that a cache
 * cannot answer still needs one; there is no load balance to train.
 *
 * <p>It needs an expert that fails where it has no answer, so that the plan moves on. None ships with Signalbox: tag one
 * of your own, such as an endpoint in front of a cache. Without a tagged candidate this is top-k.
 */
@GateSpec(
        name = "null",
        paper = "arXiv:2406.13233",
        summary = "The k best, with experts that cost nothing, such as caches, asked first")
public final class NullGate implements Gate {

    private final Config config;
    private final Set<String> free;

    public NullGate(Config config) {
        this(config, Set.of());
    }

    private NullGate(Config config, Set<String> free) {
        this.config = config;
        this.free = free;
    }

    @Override
    public Gate over(List<ExpertCard> roster) {
        return new NullGate(
                config,
                roster.stream()
                        .filter(card -> card.tags().contains(config.tag()))
                        .map(ExpertCard::name)
                        .collect(toUnmodifiableSet()));
    }

    @Override
    public Selection select(Scorecard scorecard, Objective objective, RandomGenerator random) {
        var ranking = Ranking.of(scorecard.scores().stream().map(this::priced).toList(), objective);
        var chosen = new ArrayList<>(ranking.best(config.k()).scores());
        if (chosen.stream().allMatch(score -> isFree(score.expert()))) {
            ranking.scores().stream()
                    .filter(score -> !isFree(score.expert()))
                    .limit(1)
                    .forEach(chosen::add);
        }
        var byUtility = Ranking.of(chosen, objective).soft(config.temperature()).choices();
        var freeFirst = Stream.concat(
                byUtility.stream().filter(choice -> isFree(choice.expert())),
                byUtility.stream().filter(choice -> !isFree(choice.expert())));
        return new Selection(freeFirst.toList());
    }

    private boolean isFree(String expert) {
        return free.contains(expert);
    }

    private Score priced(Score score) {
        return isFree(score.expert())
                ? new Score(score.expert(), score.quality(), score.uncertainty(), 0, Duration.ZERO)
                : score;
    }

    /** Who costs nothing. */
    public record Config(
            @Option(value = "tag of the experts that cost nothing", otherwise = "cache")
            String tag,

            @Option(value = "how many experts, those that cost nothing included", otherwise = "2")
            int k,

            @Option(value = "difference in utility that gives an expert e times the weight", otherwise = "0.1")
            double temperature) {
        public Config {
            if (tag.isBlank()) {
                throw new IllegalArgumentException("tag: blank, expected a tag that experts may have");
            }
            Require.atLeastOne("k", k);
            Require.positive("temperature", temperature);
        }
    }
}
