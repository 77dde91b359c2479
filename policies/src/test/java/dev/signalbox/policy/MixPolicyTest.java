package dev.signalbox.policy;

import static dev.signalbox.policy.Files.features;
import static dev.signalbox.policy.Files.policy;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Roster;
import dev.signalbox.plan.Plan;
import dev.signalbox.yaml.ConfigException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies whose chosen experts answer in one call. */
final class MixPolicyTest {

    private static final String ROSTER = """
            experts:
              - {name: base, echo: {model: shared}, declared: {quality: 0.5}}
              - {name: one, echo: {model: shared}, declared: {quality: 0.9}}
              - {name: two, echo: {model: shared}, declared: {quality: 0.8}}
              - {name: other, echo: {model: shared-too}, declared: {quality: 0.1}}
              - {name: alone, echo: {model: mini}, declared: {quality: 0.95}, tags: [alone]}
            """;
    private static final String POLICY = """
            policy: soft
            experts: [base, one, two]
            score: static
            gate: {top-k: 2}
            plan: mix
            fallback: [alone]
            """;

    private static Policy compiled(String yaml) {
        return policy(yaml).compile(roster(), Snapshots.NONE, "test");
    }

    private static Roster roster() {
        return rosterOf(ROSTER);
    }

    private static Plan plan(String yaml) {
        return compiled(yaml).decide("q1", features(10, 0), roster(), 1).plan();
    }

    @Test
    void decide_severalChosen_mixesThemByTheirWeights() {
        assertThat(plan(POLICY)).isInstanceOfSatisfying(Plan.Mix.class, mix -> {
            assertThat(mix.shares()).extracting(Plan.Share::expert).containsExactly("one", "two");
            double odds = Math.exp(0.9 - 0.8);
            assertThat(mix.shares().getFirst().weight()).isCloseTo(odds / (1 + odds), within(1e-9));
            assertThat(mix.fallback()).containsExactly("one", "two", "alone");
        });
    }

    @Test
    void decide_oneChosen_isAsked() {
        assertThat(plan(POLICY.replace("top-k: 2", "top-k: 1"))).isInstanceOfSatisfying(Plan.Single.class, single -> {
            assertThat(single.expert()).isEqualTo("one");
            assertThat(single.fallback()).containsExactly("alone");
        });
    }

    @Test
    void decide_planLeftOutOrSingle_asIfMixWereUnknown() {
        var plain = POLICY.replace("plan: mix\n", "");
        assertThat(plan(plain)).isInstanceOf(Plan.Single.class);
        var single = POLICY.replace("plan: mix", "plan: single");
        assertThat(policy(single).version()).isEqualTo(policy(plain).version());
        assertThat(policy(POLICY).version()).isNotEqualTo(policy(plain).version());
    }

    /** Chance picks one; the mix is then not what was drawn. */
    @Test
    void decide_explored_asksTheDrawnOneAlone() {
        assertThat(plan(POLICY + "explore: {rate: 1}\n")).isInstanceOf(Plan.Single.class);
    }

    /** The gate's favourites would be mixed, so being one of them makes nobody likelier to be asked alone. */
    @Test
    void decide_explored_propensityIsThatOfTheDrawAlone() {
        var exploring = compiled(POLICY + "explore: {rate: 0.5}\n");
        var bound = exploring.over(roster());
        var decisions = IntStream.range(0, 200)
                .mapToObj(seed -> bound.decide("q" + seed, features(10, 0), seed))
                .toList();

        assertThat(decisions)
                .filteredOn(decision -> decision.plan() instanceof Plan.Single)
                .hasSizeBetween(60, 140)
                .allSatisfy(decision -> assertThat(
                                decision.selection().choices().getFirst().propensity())
                        .isCloseTo(1 / 3.0, within(1e-12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[base, other]", "[base, alone]", "[alone, base, one]"})
    void compile_notOneModel_saysWho(String experts) {
        assertThatThrownBy(() -> compiled(POLICY.replace("[base, one, two]", experts)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("policy.yaml:5: plan: mix: the gate may choose")
                .hasMessageContaining("expected experts that are one model with different adapters");
    }

    @Test
    void compile_othersRuledOut_isFine() {
        var roster = ROSTER.replace("quality: 0.9}", "quality: 0.9}, tags: [kin]")
                .replace("quality: 0.8}", "quality: 0.8}, tags: [kin]");
        var yaml = POLICY.replace("experts: [base, one, two]", "require: {tags: [kin]}")
                .replace("fallback: [alone]", "");
        assertThat(policy(yaml)
                        .compile(rosterOf(roster), Snapshots.NONE, "test")
                        .name())
                .isEqualTo("soft");
    }

    /** Groups keep apart what cannot be mixed. */
    @Test
    void compile_groupGate_mixesInsideAGroup() {
        var yaml = POLICY.replace("[base, one, two]", "['*']")
                .replace("{top-k: 2}", "{group: {groups: {kin: [base, one, two]}}}");
        assertThat(plan(yaml))
                .isInstanceOfSatisfying(
                        Plan.Single.class, single -> assertThat(single.expert()).isEqualTo("alone"));
        assertThat(plan(yaml.replace("['*']", "['o*', base, two]"))).isInstanceOf(Plan.Mix.class);
        assertThatThrownBy(() -> compiled(yaml.replace("{groups:", "{choose: each, groups:")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void compile_withAFloor_refused() {
        var yaml = POLICY.replace("score: static", "score: knn") + "objective: {floor: 0.9}\n";
        assertThatThrownBy(() -> policy(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mix: with a floor");
    }
}
