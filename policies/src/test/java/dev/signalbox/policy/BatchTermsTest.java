package dev.signalbox.policy;

import static dev.signalbox.policy.Files.CATALOGUE;
import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.bytes;
import static dev.signalbox.policy.Files.compiled;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;
import dev.signalbox.yaml.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchTermsTest {

    private static final Roster ALL = rosterOf(ROSTER);
    private static final Policy POLICY = compiled("policy: p\nscore: static\nfallback: [gpt-4o-mini]\n");
    private static final List<String> GATES = List.of(
            "assignment", "sinkhorn", "rectify", "expert-choice", "{budget: 0.0008}", "{budget: {usd: 0.0002}}");

    private static BatchTerms terms(String yaml) {
        return BatchTerms.parse("batch", bytes(yaml), CATALOGUE).over(ALL);
    }

    private static Policy.Asked asked(String id, String tenant, int promptTokens) {
        var features = new Features(
                Embedding.of(new float[] {1, 0}), promptTokens, 0, Set.<Ability>of(), new Caller(tenant, "k"));
        return new Policy.Asked(id, features);
    }

    private static List<Plan> plans(List<Policy.Asked> queries, BatchTerms terms) {
        return POLICY.over(ALL).decide(queries, terms, 7).stream()
                .map(Decision::plan)
                .toList();
    }

    /** Any mixture of two tenants' queries, under any gate, decides each tenant's as if the other did not exist. */
    @Property(tries = 80)
    void decide_otherTenantsQueries_changeNothing(
            @ForAll @IntRange(min = 1, max = 12) int own,
            @ForAll @IntRange(min = 1, max = 12) int others,
            @ForAll @IntRange(min = 0, max = 5) int gate,
            @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var terms = terms("gate: " + GATES.get(gate) + "\ncapacity: {gpt-4o-mini: " + random.nextInt(6) + "}");
        var alone = new ArrayList<Policy.Asked>();
        var mixed = new ArrayList<Policy.Asked>();
        int left = own;
        int strangers = others;
        while (left + strangers > 0) {
            if (random.nextInt(left + strangers) < left) {
                var query = asked("own" + left, "acme", 1 + random.nextInt(400));
                alone.add(query);
                mixed.add(query);
                left--;
            } else {
                mixed.add(asked("other" + strangers, "globex", 1 + random.nextInt(400)));
                strangers--;
            }
        }

        var together = byQuery(POLICY.over(ALL).decide(mixed, terms, seed));

        assertThat(together).containsAllEntriesOf(byQuery(POLICY.over(ALL).decide(alone, terms, seed)));
        assertThat(together).hasSize(own + others);
    }

    private static Map<String, Decision> byQuery(List<Decision> decisions) {
        return decisions.stream().collect(Collectors.toMap(Decision::queryId, decision -> decision));
    }

    @Test
    void decide_capacity_sendsTheRestToTheNextBest() {
        var queries = List.of(asked("x", "t", 10), asked("y", "t", 20), asked("z", "t", 30));

        var plans = plans(queries, terms("gate: rectify\ncapacity: {gpt-4o-mini: 1}"));

        assertThat(plans)
                .filteredOn(new Plan.Single("gpt-4o-mini", List.of())::equals)
                .hasSize(1);
        assertThat(plans)
                .filteredOn(new Plan.Single("local/sums", List.of("gpt-4o-mini"))::equals)
                .hasSize(2);
    }

    @Test
    void decide_noRoom_isRefusedAndNotLeftToFallback() {
        var plans = plans(
                List.of(asked("x", "t", 10), asked("y", "t", 20)),
                terms("gate: rectify\ncapacity: {gpt-4o-mini: 0, local/sums: 1}"));

        assertThat(plans)
                .contains(new Plan.Refusal(Plan.Reason.DENIED, "the terms of the batch leave no room for it"))
                .contains(new Plan.Single("local/sums", List.of("gpt-4o-mini")));
    }

    @Test
    void decide_queryThatNobodyMayTake_saysWhy() {
        var policy = compiled("policy: p\nscore: static\nexperts: [local/sums]\n");

        var decisions = policy.over(ALL)
                .decide(List.of(asked("x", "t", 9999), asked("y", "t", 10)), terms("gate: assignment"), 1);

        assertThat(decisions.get(0).plan())
                .isInstanceOfSatisfying(
                        Plan.Refusal.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Plan.Reason.TOO_LONG));
        assertThat(decisions.get(1).plan()).isInstanceOf(Plan.Single.class);
    }

    @Test
    void decide_noQueries_givesNoDecisions() {
        assertThat(plans(List.of(), terms("gate: assignment"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate: {budgett: 1} | batch:1: gate.budgett: unknown key (did you mean budget?), expected one of assignment,",
                "gate: {budget: -1} | batch:1: gate.budget: -1, expected US dollars >= 0",
                "gate: {budget: {}} | batch:1: gate.budget.usd: missing, expected US dollars for the whole batch",
                "gate: {sinkhorn: {rounds: 0}} | batch:1: gate.sinkhorn: rounds: 0, expected at least 1",
                "'{gate: rectify, capacity: {local/sums: -2}}' | batch:1: capacity.local/sums: -2, expected at least 0",
                "capacity: {local/sums: 2} | batch:1: gate: missing, expected the batch gate by name"
            })
    void parse_wrongTerms_namesFieldValueAndExpectation(String yaml, String message) {
        assertThatThrownBy(() -> terms(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    /** By the experts whom the policy may ask, whether or not its rules then admit them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rectify | 401 | 500 | batch:1: 401 requests for a policy of 500 experts, expected at most 200000 pairs of the"
                        + " two, which is 400 requests",
                "assignment | 2 | 501 | batch:1: gate: assignment for a policy of 501 experts, expected at most 500 for it"
            })
    void decide_moreThanAServiceCanTake_isRefusedBeforeAnythingIsScored(
            String gate, int queries, int experts, String message) {
        var roster = new Roster(1, cards(experts));
        var bound = compiled("policy: p\nscore: static\n").over(roster);

        assertThatThrownBy(() ->
                        bound.decide(Collections.nCopies(queries, asked("x", "t", 10)), terms("gate: " + gate), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void decide_manyExpertsThatTheGateCanTake_decides() {
        var bound = compiled("policy: p\nscore: static\n").over(new Roster(1, cards(501)));

        assertThat(bound.decide(List.of(asked("x", "t", 10)), terms("gate: rectify"), 1))
                .singleElement()
                .satisfies(decision -> assertThat(decision.plan()).isInstanceOf(Plan.Single.class));
    }

    private static List<ExpertCard> cards(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ExpertCard(
                        "e" + i,
                        "",
                        Set.of(),
                        new ExpertCard.Limits(1000, 1000),
                        Price.FREE,
                        new ExpertCard.Declared(0.5, 10, Duration.ZERO),
                        Set.of()))
                .toList();
    }

    @Test
    void over_expertThatIsNotThere_isRefusedWithTheNearestName() {
        assertThatThrownBy(() -> terms("gate: rectify\ncapacity: {local/sum: 2}"))
                .hasMessage(
                        "batch:2: capacity.local/sum: \"local/sum\" is not on the roster (did you mean local/sums?), "
                                + "expected one of local/sums, gpt-4o-mini");
    }
}
