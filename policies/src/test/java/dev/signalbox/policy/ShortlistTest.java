package dev.signalbox.policy;

import static dev.signalbox.policy.Files.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShortlistTest {

    private static final int EXPERTS = 1_000;
    private static final int TOPICS = 8;
    private static final String LEARNED = """
            policy: many
            score: {cluster: {clusters: 8, restarts: 1}}
            objective: {quality: 1, per-usd: 2000, per-second: 0.05}
            """;
    private static final String DECLARED = "policy: many\nscore: static\nobjective: {quality: 1, per-usd: 100}\n";

    /** One in three can use tools, one in ten is tagged eu, and context windows differ. */
    private static final Roster ROSTER = new Roster(
            1, IntStream.range(0, EXPERTS).mapToObj(ShortlistTest::card).toList());

    private static ExpertCard card(int index) {
        var random = new SplittableRandom(index);
        return new ExpertCard(
                "e" + index,
                "",
                index % 3 == 0 ? Set.of(Ability.TOOLS) : Set.of(),
                new ExpertCard.Limits(index % 4 == 1 ? 1_000 : 100_000, 1_000),
                new Price(random.nextInt(1_000_000), 0, random.nextInt(4_000_000)),
                new ExpertCard.Declared(random.nextDouble(), 10 + random.nextInt(200), Duration.ofMillis(500)),
                index % 10 == 0 ? Set.of("eu") : Set.of());
    }

    private static Embedding around(int topic, SplittableRandom random) {
        var values = new float[TOPICS];
        for (int i = 0; i < TOPICS; i++) {
            values[i] = (float) (0.2 * random.nextDouble());
        }
        values[topic] += 1;
        return Embedding.normalized(values);
    }

    /** Every expert but the last hundred has some grades. */
    private static Training training() {
        var random = new SplittableRandom(5);
        return new Training(
                "test",
                Instant.EPOCH,
                IntStream.range(0, 160)
                        .mapToObj(question -> {
                            var grades = new HashMap<String, Grade>();
                            for (int expert = question % 4; expert < EXPERTS - 100; expert += 4) {
                                grades.put(
                                        "e" + expert,
                                        new Grade(
                                                random.nextDouble(),
                                                5,
                                                Duration.ofMillis(random.nextInt(900)),
                                                20 + random.nextInt(100)));
                            }
                            var prompt = around(question % TOPICS, random);
                            return new Observation("q" + question, "q" + question, prompt, "", grades);
                        })
                        .toList());
    }

    private static Policy compiled(String yaml) {
        var file = policy(yaml);
        var snapshot = file.learner().map(learner -> learner.fit(training(), new SplittableRandom(1)));
        return file.compile(ROSTER, _ -> snapshot, "test");
    }

    private static Features question(int seed, int promptTokens, Set<Ability> needs) {
        var random = new SplittableRandom(seed);
        return new Features(
                around(random.nextInt(TOPICS), random), promptTokens, 0, needs, new Caller("tenant", "key"));
    }

    private static Decision.Candidate best(List<Decision.Candidate> candidates) {
        return candidates.stream()
                .max(Comparator.comparingDouble(Decision.Candidate::utility))
                .orElseThrow();
    }

    /** Over parts of the roster, each so small that every expert is scored. */
    private static Decision.Candidate exact(List<Policy.Bound> parts, Features features) {
        return best(parts.stream()
                .flatMap(part -> part.decide("q", features, 1).candidates().stream())
                .toList());
    }

    private static List<Policy.Bound> parts(Policy policy) {
        int part = Shortlist.MANY - 100;
        return IntStream.iterate(0, from -> from < EXPERTS, from -> from + part)
                .mapToObj(from -> ROSTER.cards().subList(from, Math.min(EXPERTS, from + part)))
                .map(cards -> policy.over(new Roster(1, cards)))
                .toList();
    }

    private static String chosen(Decision decision) {
        return decision.plan() instanceof Plan.Single single ? single.expert() : "";
    }

    private static void assertRecall(Policy policy, Set<Ability> needs) {
        var bound = policy.over(ROSTER);
        var parts = parts(policy);
        int same = 0;
        for (int seed = 0; seed < 50; seed++) {
            var features = question(seed, 20 * seed, needs);
            var decision = bound.decide("q", features, seed);
            assertThat(decision.candidates()).hasSizeBetween(1, Shortlist.LENGTH);
            assertThat(decision.candidates().size() + decision.denials().size() + decision.unscored())
                    .isEqualTo(EXPERTS);
            same += exact(parts, features).score().expert().equals(chosen(decision)) ? 1 : 0;
        }
        assertThat(same).isGreaterThanOrEqualTo(49);
    }

    @Test
    void decide_thousandsLearned_choosesWhomALookAtAllWouldChoose() {
        assertRecall(compiled(LEARNED), Set.of());
    }

    @Test
    void decide_thousandsDeclared_choosesWhomALookAtAllWouldChoose() {
        assertRecall(compiled(DECLARED), Set.of());
    }

    @Test
    void decide_mostDenied_choosesAmongTheOthersAndNeverTheDenied() {
        assertRecall(compiled(LEARNED + "require: {tags: [eu]}\n"), Set.of(Ability.TOOLS));
        var bound = compiled(LEARNED).over(ROSTER);
        for (int seed = 0; seed < 50; seed++) {
            var decision = bound.decide("q", question(seed, 5_000, Set.of(Ability.TOOLS)), seed);
            assertThat(decision.candidates())
                    .extracting(candidate -> candidate.score().expert())
                    .allMatch(name -> allowed(ROSTER.find(name)));
            assertThat(decision.denials())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(Shortlist.NAMED)
                    .noneMatch(denial -> allowed(ROSTER.find(denial.expert())));
        }
    }

    private static boolean allowed(Optional<ExpertCard> card) {
        return card.filter(one ->
                        one.abilities().contains(Ability.TOOLS) && one.limits().contextTokens() > 5_000)
                .isPresent();
    }

    @Test
    void decide_nobodyAllowed_isRefusedWithTheMostTellingDenial() {
        var decision = compiled(DECLARED).over(ROSTER).decide("q", question(1, 200_000, Set.of()), 1);

        assertThat(decision.plan()).isInstanceOfSatisfying(Plan.Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Plan.Reason.TOO_LONG);
            assertThat(refusal.message()).endsWith("and " + (EXPERTS - 5) + " more");
        });
        assertThat(decision.denials()).hasSize(Shortlist.NAMED);
        assertThat(decision.unscored()).isEqualTo(EXPERTS - Shortlist.NAMED);
    }

    @Test
    void decide_sameQuestion_isTheSameToTheBit() {
        var one = compiled(LEARNED).over(ROSTER);
        var other = compiled(LEARNED).over(ROSTER);

        for (int seed = 0; seed < 20; seed++) {
            var features = question(seed, 10, Set.of());
            assertThat(one.decide("q", features, 1)).isEqualTo(other.decide("q", features, 1));
        }
    }

    @Test
    void decide_gateThatWeighsAll_scoresAll() {
        var decision =
                compiled(DECLARED + "gate: {top-p: {}}\n").over(ROSTER).decide("q", question(1, 10, Set.of()), 1);

        assertThat(decision.candidates()).hasSize(EXPERTS);
        assertThat(decision.unscored()).isZero();
    }
}
