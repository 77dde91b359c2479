package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.compiled;
import static dev.signalbox.policy.Files.features;
import static dev.signalbox.policy.Files.policy;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.plan.Plan;
import dev.signalbox.yaml.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyFileTest {

    private static final String POLICY = """
            policy: balanced
            description: Best answer per dollar
            experts: [local/*, gpt-*]
            score: {static: {}}
            objective: {quality: 1.0, per-usd: 20}
            gate: {top-k: 1}
            fallback: [gpt-4o-mini]
            """;

    @Test
    void decide_bestUtility_plansItWithFallback() {
        var decision = compiled(POLICY).decide("q1", features(10, 0), rosterOf(ROSTER), 1);

        assertThat(decision.candidates())
                .extracting(candidate -> candidate.score().expert())
                .containsExactly("local/sums", "gpt-4o-mini");
        assertThat(decision.plan()).isInstanceOfSatisfying(Plan.Single.class, single -> {
            assertThat(single.expert()).isEqualTo("gpt-4o-mini");
            assertThat(single.fallback()).isEmpty();
        });
        assertThat(decision.provenance().rosterVersion()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            score: {static: {}}       | score: {statik: {}}          | policy.yaml:4: score.statik: unknown key (did you mean static?)
            score: {static: {}}       | score: {static: {}, knn: {}} | policy.yaml:4: score: a mapping with {static, knn}, expected one scorer by name
            score: {static: {}}       | score: {static: {a: 1}}      | policy.yaml:4: score.static.a: unknown key
            gate: {top-k: 1}          | gate: {top-k: 0}             | policy.yaml:6: gate.top-k: k: 0, expected at least 1
            gate: {top-k: 1}          | gate: {top-k: one}           | policy.yaml:6: gate.top-k: "one", expected a whole number
            per-usd: 20               | per-usd: -1                  | policy.yaml:5: objective: per-usd: -1.0, expected a finite weight
            per-usd: 20               | per-usd: .nan                | policy.yaml:5: objective.per-usd: .nan, expected a number
            policy: balanced          | policy: direct               | policy.yaml:1: policy: "direct", expected lower-case letters
            fallback: [gpt-4o-mini]   | fallback: [gpt-4-mini]       | policy.yaml:7: fallback[0]: "gpt-4-mini" is not on the roster (did you mean gpt-4o-mini?)
            experts: [local/*, gpt-*] | experts: [claude-*]          | policy.yaml:3: experts[0]: "claude-*" matches no expert
            """)
    void compile_wrongFile_saysWhere(String good, String bad, String message) {
        assertThatThrownBy(() -> compiled(POLICY.replace(good, bad)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void version_sameMeaningWrittenOtherwise_isTheSame() {
        var other = """
                # a comment
                fallback: [gpt-4o-mini]
                gate: top-k
                objective: {per-usd: 20.0, per-second: 0}
                score: static
                experts: [local/*, gpt-*]
                policy: balanced
                """;

        assertThat(policy(other).version()).isEqualTo(policy(POLICY).version());
        assertThat(policy(POLICY.replace("20", "21")).version())
                .isNotEqualTo(policy(POLICY).version());
    }

    @Test
    void scorer_leftOut_isMixture() {
        assertThat(policy("policy: plain").scorer()).isEqualTo("mixture");
        assertThat(policy("policy: plain").version())
                .isEqualTo(policy("policy: plain\nscore: mixture").version());
    }

    @Test
    void decide_tooLongForSome_deniesWithNumbers() {
        var decision = compiled(POLICY).decide("q1", features(600, 0), rosterOf(ROSTER), 1);

        assertThat(decision.denials())
                .containsExactly(new Decision.Denial(
                        "local/sums",
                        "context-window",
                        "about 600 prompt tokens and 1 for the reply, its context holds 512"));
    }

    @Test
    void decide_tooLongForAll_refusesAsTooLong() {
        var decision = compiled(POLICY).decide("q1", features(600_000, 0), rosterOf(ROSTER), 1);

        assertThat(decision.plan())
                .isInstanceOfSatisfying(
                        Plan.Refusal.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Plan.Reason.TOO_LONG));
    }

    @Test
    void decide_onlyFallbackAdmitted_asksFallback() {
        var policy = compiled(POLICY.replace("[local/*, gpt-*]", "[local/*]"));

        var decision = policy.decide("q1", features(600, 0), rosterOf(ROSTER), 1);

        assertThat(decision.candidates()).isEmpty();
        assertThat(decision.selection().choices()).isEmpty();
        assertThat(decision.plan())
                .isInstanceOfSatisfying(
                        Plan.Single.class, single -> assertThat(single.expert()).isEqualTo("gpt-4o-mini"));
    }

    @Test
    void direct_namedExpert_plansItAlone() {
        var decision = Policy.direct("local/sums").decide("q1", features(10, 0), rosterOf(ROSTER), 1);

        assertThat(decision.provenance().policy()).isEqualTo("direct");
        assertThat(decision.plan()).isEqualTo(new Plan.Single("local/sums", List.of()));
    }
}
