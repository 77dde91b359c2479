package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.features;
import static dev.signalbox.policy.Files.policy;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.features.Advice;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Opinion;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Training;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Inquiry;
import dev.signalbox.yaml.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsultationTest {

    private static final String POLICY = """
            policy: judged
            experts: [local/sums, gpt-4o-mini]
            score: {llm: {judge: judge}}
            """;
    private static final String JUDGED = ROSTER + """
              - {name: judge, echo: {model: j}, price: {input: 1, output: 4}, tags: [eu], limits: {context: 9000}}
            """;

    private static Policy.Bound bound(String policy) {
        return bound(policy, JUDGED);
    }

    private static Policy.Bound bound(String policy, String roster) {
        return policy(policy).compile(rosterOf(JUDGED), Snapshots.NONE, "test").over(rosterOf(roster));
    }

    private static Consultation consultation(String policy) {
        return bound(policy).consultation(features(10, 0)).orElseThrow();
    }

    private static List<String> faults(Consultation consultation) {
        return consultation.advice(List.of()).opinions().stream()
                .map(Opinion::fault)
                .toList();
    }

    @Test
    void consultation_judgeThatIsNoCandidate_isAskedWithinItsBounds() {
        var consultation = consultation(POLICY);

        assertThat(consultation.inquiries()).extracting(Inquiry::adviser).containsExactly("judge");
        assertThat(consultation.within()).isEqualTo(Duration.ofSeconds(5));
        assertThat(consultation.microUsd()).isEqualTo(10_000);
    }

    @Test
    void consultation_scorerThatAsksNobody_isNone() {
        assertThat(bound("policy: p\nscore: static").consultation(features(10, 0)))
                .isEmpty();
    }

    @Test
    void consultation_judgeDeniedByARule_isNotSentThePrompt() {
        var consultation =
                consultation(POLICY.replace("judge: judge", "judge: gpt-4o-mini") + "require: {tags: [eu]}\n");

        assertThat(consultation.inquiries()).isEmpty();
        // One candidate is left, so nobody need be asked at all.
        assertThat(faults(consultation)).isEmpty();

        var twoInEurope =
                JUDGED.replace("tags: [local, eu]", "tags: [local, eu]\n  - {name: c, echo: {model: c}, tags: [eu]}");
        var denied = policy(POLICY.replace("judge: judge", "judge: gpt-4o-mini").replace("gpt-4o-mini]", "c]")
                        + "require: {tags: [eu]}\n")
                .compile(rosterOf(twoInEurope), Snapshots.NONE, "test")
                .over(rosterOf(twoInEurope))
                .consultation(features(10, 0))
                .orElseThrow();

        assertThat(denied.inquiries()).isEmpty();
        assertThat(faults(denied)).containsExactly("denied by rule tag: lacks tag eu");
    }

    @Test
    void consultation_judgeTooSmallForItsPrompt_isNotAsked() {
        var small = JUDGED.replace("limits: {context: 9000}", "limits: {context: 500}");

        assertThat(faults(bound(POLICY, small).consultation(features(10, 0)).orElseThrow()))
                .singleElement()
                .asString()
                .startsWith("denied by rule context-window: about ");
    }

    @Test
    void consultation_judgeTooDear_isNotAsked() {
        assertThat(faults(consultation(POLICY.replace("{judge: judge}", "{judge: judge, at-most: 0.000900}"))))
                .singleElement()
                .asString()
                .matches("asking may cost 1\\d\\d\\d micro-USD, 900 are left for advice");
    }

    @Test
    void consultation_judgeOutOfService_isNotAsked() {
        assertThat(faults(bound(POLICY, ROSTER).consultation(features(10, 0)).orElseThrow()))
                .containsExactly("not in service");
    }

    @Test
    void decide_advice_movesTheChoiceAndStaysOnTheDecision() {
        var advice = new Advice("llm", List.of(Opinion.of("judge", Map.of("local/sums", 0.95), "a sum")), "static");
        var features = features(10, 0).with(advice);

        var decision = bound(POLICY).decide("q", features, 1);

        assertThat(decision.plan()).isEqualTo(new Plan.Single("local/sums", List.of()));
        assertThat(decision.features()).isEqualTo(features);
        assertThat(bound(POLICY).decide("q", features, 1)).isEqualTo(decision);
    }

    @Test
    void decide_adviceForAnotherScorer_isNotHeeded() {
        var other = new Advice("instruction", List.of(Opinion.of("judge", Map.of("local/sums", 0.95), "")), "static");

        var features = features(10, 0);

        assertThat(bound(POLICY).decide("q", features.with(other), 1))
                .isEqualTo(bound(POLICY).decide("q", features, 1));
        assertThat(bound("policy: p\nscore: static")
                        .decide("q", features.with(other), 1)
                        .features())
                .isEqualTo(features);
    }

    @Test
    void decide_nobodyAsked_isDecidedByTheStandInAndSaysSo() {
        var decision = bound(POLICY).decide("q", features(10, 0), 1);

        assertThat(decision.plan()).isEqualTo(new Plan.Single("gpt-4o-mini", List.of()));
        assertThat(decision.features()).isNotNull().satisfies(features -> {
            assertThat(features.advice().opinions()).containsExactly(Opinion.none("judge", "not asked"));
            assertThat(features.advice().stoodIn()).hasValue("static");
        });
    }

    @Test
    void compile_standInThatLearns_needsAndUsesItsSnapshot() {
        var learned = POLICY.replace("{judge: judge}", "{judge: judge, otherwise: knn}");
        var grades = Map.of(
                "local/sums", new Grade(1, 10, Duration.ofMillis(5)),
                "gpt-4o-mini", new Grade(0, 20, Duration.ofMillis(9)));
        var row = new Observation("q", "p", Embedding.of(new float[] {1, 0}), "sums", grades);
        var snapshot = policy(learned)
                .learner()
                .orElseThrow()
                .fit(new Training("test", Instant.EPOCH, List.of(row)), new SplittableRandom(1));

        var decision = policy(learned)
                .compile(rosterOf(JUDGED), _ -> Optional.of(snapshot), "test")
                .decide("q", features(10, 0), rosterOf(JUDGED), 1);

        assertThat(policy(learned).scorer()).isEqualTo("knn");
        assertThat(decision.plan()).isEqualTo(new Plan.Single("local/sums", List.of()));
        assertThatThrownBy(() -> policy(learned).compile(rosterOf(JUDGED), Snapshots.NONE, "test"))
                .hasMessageContaining("has learned nothing for policy judged");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {judge: jugde}                      | policy.yaml:3: score.llm: "jugde" is not on the roster (did you mean judge?)
            {}                                  | policy.yaml:3: score.llm.judge: missing
            {judge: judge, otherwise: magic}    | policy.yaml:3: score.llm: otherwise "magic", expected a scorer that asks nobody:
            {judge: judge, otherwise: nominate} | policy.yaml:3: score.llm: otherwise "nominate", expected a scorer that asks nobody
            {judge: judge, within: 0s}          | within: PT0S, expected more than no time
            {judge: judge, at-most: -1}         | score.llm.at-most: -1, expected US dollars >= 0
            """)
    void compile_wrongOption_saysWhere(String options, String message) {
        assertThatThrownBy(() -> bound(POLICY.replace("{judge: judge}", options)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
