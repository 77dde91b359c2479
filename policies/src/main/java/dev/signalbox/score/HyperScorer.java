package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Odds;
import dev.signalbox.numeric.Shrinkage;
import dev.signalbox.yaml.Option;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Scores as {@link FactorScorer} does, but what describes an expert is made by a small network from its card, and its own
 * grades only add to that; so an expert that nobody has graded is scored by what its card has in common with the others'.
 *
 * <p>HyperRouter, Do et al. 2023, <a href="https://arxiv.org/abs/2312.07035">arXiv:2312.07035</a>: a network generates the
 * router's parameters. Deviations: the paper's network is fixed and fed with learned embeddings, here it is learned and fed
 * with {@link Traits} of the cards, without which nothing could be said of an unseen expert; graded experts have numbers of
 * their own beside the generated ones. Where no card was known when it learned, it is a plain factorisation, and an unseen
 * expert gets what its card declares.
 *
 * <p>What is said of an unseen expert is as uncertain as a mean over as many experts as cards were learned from, on top of
 * the most uncertain of the graded ones.
 *
 * <pre>
 *   read            [rank]         of the question
 *   experts         [m][rank + 1]  generated and own together, as {@link FactorScorer} has them
 *   card.*          of {@link CardNetwork}
 *   traits.*        of {@link Traits}
 * </pre>
 */
@ScorerSpec(
        name = "hyper",
        paper = "arXiv:2312.07035",
        summary = "Like factor, with each expert's numbers made from its card, so that unseen experts get real scores")
public final class HyperScorer implements Scorer {

    private final Latent latent;
    private final FactorScorer.Product product;
    private final Optional<CardNetwork.Learned> network;
    private final int cards;

    public HyperScorer(Config config, Snapshot snapshot) {
        this.product = new FactorScorer.Product(config.rank());
        this.latent = Latent.of(product, snapshot);
        this.network = CardNetwork.Learned.of(snapshot, product.numbers());
        this.cards = snapshot.experts().size();
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        return latent.score(
                features,
                candidates,
                (card, read) -> network.map(learned -> generated(learned, features, card, read))
                        .orElseGet(() -> Expectation.declared(features, card)));
    }

    private Score generated(CardNetwork.Learned learned, Features features, ExpertCard card, double[] read) {
        double quality = Odds.likely(product.logit(read, learned.of(card), 0));
        double uncertainty = Math.hypot(latent.widest(), Shrinkage.uncertainty(quality, cards));
        return new Score(
                card.name(),
                quality,
                uncertainty,
                Expectation.microUsd(features, card),
                card.declared().latency());
    }

    /** How much is read from a question, and how it is fitted. */
    public record Config(
            @Option(value = "numbers read from a question", otherwise = "16")
            int rank,

            @Option("penalty on squared weights; chosen on held-out prompts when left out")
            Optional<Double> penalty) {
        public Config {
            if (rank < 1) {
                throw new IllegalArgumentException("rank: " + rank + ", expected above 0");
            }
            Penalty.require(penalty);
        }
    }

    /** Learns network and factors together. */
    public static final class Fit implements Onboarding {

        private final Config config;
        private final FactorScorer.Product product;

        public Fit(Config config) {
            this.config = config;
            this.product = new FactorScorer.Product(config.rank());
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var known = byName(training);
            var experts = training.experts();
            var cards = experts.stream()
                    .map(name -> Optional.ofNullable(known.get(name)))
                    .toList();
            if (cards.stream().allMatch(Optional::isEmpty)) {
                return learner(product).fit(training, random);
            }
            var grades = Targets.quality(training.observations(), experts);
            var odds = new double[experts.size()];
            for (int e = 0; e < odds.length; e++) {
                odds[e] = Odds.of(grades, e);
            }
            var network = CardNetwork.of(product.numbers(), cards, odds);
            return learner(new Own(product)).fit(training, network, random);
        }

        /** A newcomer is expected to be what its card says, or like the others where it has none. */
        @Override
        public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
            var cards = byName(few);
            var mean = LatentJoin.mean(known.matrix(Latent.EXPERTS).toArray(), product.numbers());
            var network = CardNetwork.Learned.of(known, product.numbers());
            Function<String, float[]> expected = name -> network.flatMap(
                            learned -> Optional.ofNullable(cards.get(name)).map(learned::of))
                    .orElse(mean);
            return learner(product).onboard(known, few, expected, random);
        }

        private LatentLearner learner(Head head) {
            return new LatentLearner("hyper", head, config.penalty());
        }

        private static Map<String, ExpertCard> byName(Training training) {
            return training.cards().stream()
                    .collect(Collectors.toMap(ExpertCard::name, Function.identity(), (one, _) -> one, HashMap::new));
        }
    }

    /** The product whose numbers beyond the generated ones are learned: they start at 0. */
    private record Own(FactorScorer.Product product) implements Head {

        @Override
        public int inputs() {
            return product.inputs();
        }

        @Override
        public int numbers() {
            return product.numbers();
        }

        @Override
        public int pulled() {
            return product.pulled();
        }

        @Override
        public void start(float[] experts, int at, double odds, RandomGenerator random) {
            // what is generated is where learning starts
        }

        @Override
        public double logit(double[] read, float[] experts, int at) {
            return product.logit(read, experts, at);
        }

        @Override
        public void slope(double times, double[] read, float[] experts, int at, double[] ofRead, float[] ofExperts) {
            product.slope(times, read, experts, at, ofRead, ofExperts);
        }
    }
}
