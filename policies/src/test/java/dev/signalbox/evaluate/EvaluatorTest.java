package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.policy.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EvaluatorTest {

    private static final Contestant STATIC = scorer("static");
    private static final Contestant CLUSTER = scorer("cluster");

    private static final Contestant FIXED = scorer("{cluster: 4}");

    private static Contestant scorer(String name) {
        return new ScorerContestant(name, Catalogue.of(List.of()).scorer("test", name));
    }

    private static Setup setup(Protocol protocol, Optional<Integer> heldOut) {
        return new Setup(protocol, Optional.empty(), heldOut, 1, new Setup.Effort(50, 1), () -> 0);
    }

    private static Findings evaluate(Setup setup, OutcomeSet set, Contestant... contestants) {
        try {
            return new Evaluator(setup, new HashedNgramEmbedder()).evaluate(set, List.of(contestants), Progress.NONE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Findings evaluate(OutcomeSet set, Contestant... contestants) {
        return evaluate(setup(new CrossValidation(3), Optional.empty()), set, contestants);
    }

    private static double value(Findings findings, String name, Metric metric) {
        return findings.entry(name).orElseThrow().value(metric);
    }

    /** Expects of the strong expert anything from no gain to a great one, whatever is asked. */
    private static Contestant random() {
        var chance = new SplittableRandom(5);
        return SampleSets.knowing(
                "random", (expert, features) -> expert.equals("strong") ? 0.5 + chance.nextDouble() / 2 : 0.5);
    }

    @Test
    void evaluate_learnableSet_beatsTheZeroRouterAndNotTheOracle() {
        var findings = evaluate(SampleSets.sumsAndPoems(400, 1), CLUSTER, STATIC);

        assertThat(findings.routers().getFirst().name()).isEqualTo("cluster");
        for (var metric : List.of(Metric.AREA, Metric.PEAK, Metric.APGR)) {
            double cluster = value(findings, "cluster", metric);
            assertThat(cluster).as(metric.key()).isGreaterThanOrEqualTo(value(findings, Findings.ZERO_ROUTER, metric));
            assertThat(cluster).as(metric.key()).isLessThanOrEqualTo(value(findings, Findings.ORACLE, metric));
        }
        assertThat(value(findings, "cluster", Metric.QNC)).isLessThan(0.8);
        assertThat(value(findings, "cluster", Metric.APGR)).isGreaterThan(0.65);
        assertThat(value(findings, "cluster", Metric.ECE)).isLessThan(0.1);
        var area = findings.entry("cluster").orElseThrow().figures().get(Metric.AREA);
        assertThat(area).isNotNull();
        assertThat(area.reading().low()).isLessThan(area.reading().value());
        assertThat(area.overZero().orElseThrow().low()).isPositive();
        assertThat(area.overBest().orElseThrow().router()).isEqualTo("static");
    }

    @Test
    void evaluate_static_isTheZeroRouter() {
        var findings = evaluate(SampleSets.sumsAndPoems(400, 2), STATIC);

        assertThat(value(findings, "static", Metric.AREA))
                .isCloseTo(value(findings, Findings.ZERO_ROUTER, Metric.AREA), within(1e-9));
        assertThat(value(findings, "static", Metric.APGR)).isCloseTo(0.5, within(1e-9));
        assertThat(value(findings, "static", Metric.CHURN)).isZero();
    }

    @Test
    void evaluate_randomRouter_isNearTheHull() {
        var findings = evaluate(SampleSets.sumsAndPoems(3000, 3), random());

        assertThat(value(findings, "random", Metric.AREA))
                .isCloseTo(value(findings, Findings.ZERO_ROUTER, Metric.AREA), within(0.02));
        assertThat(value(findings, "random", Metric.APGR)).isCloseTo(0.5, within(0.05));
    }

    @Test
    void evaluate_shuffledScores_giveNoArea() {
        var findings = evaluate(SampleSets.shuffled(SampleSets.sumsAndPoems(1500, 4), 9), FIXED);

        assertThat(value(findings, "{cluster: 4}", Metric.AREA))
                .isCloseTo(value(findings, Findings.ZERO_ROUTER, Metric.AREA), within(0.02));
    }

    @Test
    void evaluate_sameSeed_givesTheSameFindings() {
        var set = SampleSets.sumsAndPoems(200, 1);

        var once = evaluate(set, CLUSTER).routers().getFirst();
        var again = evaluate(set, CLUSTER).routers().getFirst();

        assertThat(again.curve()).isEqualTo(once.curve());
        assertThat(again.value(Metric.APGR)).isEqualTo(once.value(Metric.APGR));
    }

    @Test
    void evaluate_noCosts_takesWhatNeedsNoneAndSaysSo() {
        var rows = SampleSets.rows(100, 1).stream()
                .map(row -> SampleSets.row(row.id(), row.prompt(), row.scores(), Map.of()))
                .toList();

        var findings = evaluate(OutcomeSet.of("free", rows), CLUSTER);

        assertThat(findings.entry("cluster").orElseThrow().figures())
                .containsKeys(Metric.PEAK, Metric.APGR, Metric.ECE)
                .doesNotContainKeys(Metric.AREA, Metric.QNC);
        assertThat(findings.notes()).anySatisfy(note -> assertThat(note).contains("No costs"));
    }

    @Test
    void evaluate_missingExperts_learnsFromThemAndJudgesByTheRest() {
        var rows = new ArrayList<>(SampleSets.rows(100, 1));
        rows.set(0, SampleSets.row("q0", "alone", Map.of("weak", 1.0), Map.of("weak", 100.0)));

        var findings = evaluate(OutcomeSet.of("gaps", rows), CLUSTER);

        assertThat(findings.queries()).isEqualTo(99);
        assertThat(findings.notes()).anySatisfy(note -> assertThat(note).contains("1 test rows without a score"));
    }

    @Test
    void evaluate_expertNeverSeenInTraining_isExpectedToDoAsTheOthersAndNamed() {
        var rows = SampleSets.rows(60, 1).stream()
                .map(row -> SampleSets.row(
                        row.id(),
                        row.prompt(),
                        Map.of("weak", row.scores().getOrDefault("weak", 0.0)),
                        Map.of("weak", 100.0)))
                .toList();
        var transfer = new Transfer(OutcomeSet.of("other", rows));

        var findings = evaluate(setup(transfer, Optional.empty()), SampleSets.sumsAndPoems(60, 99), CLUSTER);

        assertThat(findings.failures()).isEmpty();
        assertThat(findings.notes())
                .anySatisfy(note -> assertThat(note).contains("strong").contains("others' mean"));
    }

    @Test
    void evaluate_oneClassOnly_hasNoGapToRecover() {
        var rows = SampleSets.rows(60, 1).stream()
                .map(row -> SampleSets.row(row.id(), row.prompt(), Map.of("strong", 1.0, "weak", 1.0), row.microUsd()))
                .toList();

        var findings = evaluate(OutcomeSet.of("all-right", rows), CLUSTER);

        assertThat(value(findings, "cluster", Metric.APGR)).isNaN();
        assertThat(value(findings, "cluster", Metric.AREA)).isCloseTo(1, within(1e-9));
    }

    @Test
    void evaluate_heldOutExperts_keepMostOfTheLift() {
        var findings = evaluate(setup(new CrossValidation(3), Optional.of(1)), SampleSets.ladder(3, 600, 1), FIXED);

        assertThat(value(findings, "{cluster: 4}", Metric.ONBOARDED_SHARE)).isBetween(0.6, 1.4);
    }

    @Test
    void evaluate_heldOutExperts_tooMany_isRefused() {
        var setup = setup(new CrossValidation(3), Optional.of(2));

        assertThatThrownBy(() -> evaluate(setup, SampleSets.sumsAndPoems(60, 1), STATIC))
                .isInstanceOf(BadOutcomesException.class)
                .hasMessageContaining("2 experts to hold out");
    }

    @Test
    void evaluate_failingRouter_isReportedBesideTheOthers() {
        var broken = SampleSets.knowing("broken", (expert, features) -> {
            throw new IllegalStateException("no such thing");
        });

        var findings = evaluate(SampleSets.sumsAndPoems(60, 1), broken, STATIC);

        assertThat(findings.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.message()).contains("no such thing"));
        assertThat(findings.routers()).hasSize(1);
    }

    @Test
    void evaluate_unknownPair_namesTheExperts() {
        var setup = new Setup(
                new CrossValidation(3),
                Optional.of(new Setup.Pair("gpt", "weak")),
                Optional.empty(),
                1,
                new Setup.Effort(10, 1),
                () -> 0);

        assertThatThrownBy(() -> evaluate(setup, SampleSets.sumsAndPoems(60, 1), STATIC))
                .hasMessageContaining("\"gpt\"")
                .hasMessageContaining("[strong, weak]");
    }

    @Test
    void evaluate_twoThreads_findTheSame() {
        var set = SampleSets.sumsAndPoems(200, 1);
        var setup = new Setup(
                new CrossValidation(3), Optional.empty(), Optional.empty(), 1, new Setup.Effort(50, 2), () -> 0);

        assertThat(value(evaluate(setup, set, CLUSTER, STATIC), "cluster", Metric.AREA))
                .isEqualTo(value(evaluate(set, CLUSTER, STATIC), "cluster", Metric.AREA));
    }
}
