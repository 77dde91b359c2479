package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HyperScorerTest extends OnboardingContract {

    private static final HyperScorer.Config CONFIG = new HyperScorer.Config(8, Optional.empty());
    private static final int EXPERTS = 6;
    private static final int TOPICS = 4;

    @Override
    protected Onboarding learner() {
        return new HyperScorer.Fit(CONFIG);
    }

    @Override
    protected Scorer scorer(Snapshot snapshot) {
        return new HyperScorer(CONFIG, snapshot);
    }

    /** Even experts are for sums, odd ones for letters, and their cards say so. */
    private Snapshot carded() {
        var cards = IntStream.range(0, EXPERTS)
                .mapToObj(e -> e % 2 == 0 ? sums("e" + e) : letters("e" + e))
                .toList();
        var training = Worlds.halves(EXPERTS, TOPICS, 30, 1).knowing(cards);
        return learner().fit(training, new SplittableRandom(1));
    }

    private static ExpertCard sums(String name) {
        return described(name, "solves arithmetic and algebra step by step", Set.of(Ability.TOOLS));
    }

    private static ExpertCard letters(String name) {
        return described(name, "writes letters and stories", Set.of());
    }

    private static ExpertCard described(String name, String description, Set<Ability> abilities) {
        return new ExpertCard(
                name,
                description,
                abilities,
                new ExpertCard.Limits(1000, 100),
                new Price(1_000_000, 1_000_000, 2_000_000),
                new ExpertCard.Declared(0.5, 50, Duration.ofMillis(200)),
                Set.of());
    }

    @Test
    void score_unseenExpert_isScoredByWhatItsCardSharesWithTheOthers() {
        var scorer = scorer(carded());
        var unseen = List.of(sums("another"), letters("yet-another"));
        var random = new SplittableRandom(5);
        for (int i = 0; i < 20; i++) {
            var scores = scorer.score(features(Worlds.around(i % TOPICS, random)), unseen)
                    .scores();
            double sums = scores.getFirst().quality();
            double letters = scores.getLast().quality();
            assertThat(i % TOPICS < TOPICS / 2 ? sums - letters : letters - sums)
                    .isGreaterThan(0.4);
        }
    }

    @Test
    void score_unseenExpert_isMoreUncertainThanAnyGradedOneAndCostsWhatItsCardSays() {
        var scorer = scorer(carded());
        var features = features(Worlds.around(0, new SplittableRandom(5)));
        var graded = scorer.score(features, List.of(sums("e0"), letters("e1"))).scores();
        var unseen = scorer.score(features, List.of(sums("another"))).scores().getFirst();

        assertThat(unseen.uncertainty())
                .isGreaterThan(graded.getFirst().uncertainty())
                .isGreaterThan(graded.getLast().uncertainty());
        assertThat(unseen.microUsd()).isCloseTo(10 + 2 * 50, within(1e-6));
        assertThat(unseen.latency()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void onboard_cardAlone_expectsWhatTheCardSays() {
        var known = carded();
        var few = Worlds.newcomer("fresh", 0, TOPICS, 1, 3).knowing(List.of(sums("fresh")));
        var features = features(Worlds.around(0, new SplittableRandom(5)));

        var onboarded = scorer(learner().onboard(known, few, new SplittableRandom(2)));

        // four bad grades do not outweigh what six cards taught, but count
        double fresh = onboarded
                .score(features, List.of(sums("fresh")))
                .scores()
                .getFirst()
                .quality();
        double unseen = onboarded
                .score(features, List.of(sums("another")))
                .scores()
                .getFirst()
                .quality();
        assertThat(fresh).isLessThan(unseen);
    }

    @Test
    void slope_cardNetwork_isThatOfWhatItMakes() {
        int numbers = 3;
        var cards = List.of(Optional.of(sums("a")), Optional.of(letters("b")));
        var network = CardNetwork.of(numbers, cards, new double[2]);
        var random = new SplittableRandom(4);
        var parameters = new float[network.size()];
        network.start(parameters, 0, random);
        var times = new float[] {1, -2, 0.5f, 0.3f, 1, 2};
        var slope = new float[parameters.length];

        network.slope(times, parameters, 0, slope);

        for (int p = 0; p < parameters.length; p += 37) {
            var more = parameters.clone();
            var less = parameters.clone();
            more[p] += 1e-2f;
            less[p] -= 1e-2f;
            double change = (made(network, more, times) - made(network, less, times)) / 2e-2;
            assertThat((double) slope[p]).isCloseTo(change, within(1e-2));
        }
    }

    private static double made(CardNetwork network, float[] parameters, float[] times) {
        var experts = new float[times.length];
        network.add(parameters, 0, experts);
        double sum = 0;
        for (int number = 0; number < times.length; number++) {
            sum += (double) times[number] * experts[number];
        }
        return sum;
    }
}
