package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.policy;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A world of two experts: the dear one is right on 0.9 of all questions, the cheap one on 0.9 to the left and 0.3 to the right. */
final class FloorPolicyTest {

    private static final String DEAR = "gpt-4o-mini";
    private static final String CHEAP = "local/sums";
    private static final Roster ALL = rosterOf(ROSTER);
    private static final String FLOORED =
            "policy: p\nscore: {knn: {k: 20}}\nobjective: {floor: 0.9, confidence: 0.9}\n";

    /** Learned from 800 questions. */
    private static final Snapshot MANY = fit(FLOORED, questions(800, new SplittableRandom(1)), new SplittableRandom(1));

    private static double right(String expert, double angle) {
        return expert.equals(DEAR) || angle > Math.PI / 2 ? 0.9 : 0.3;
    }

    private static Embedding at(double angle) {
        return Embedding.of(new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
    }

    private static List<Observation> questions(int count, SplittableRandom random) {
        var questions = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            double angle = random.nextDouble() * Math.PI;
            var grades = new HashMap<String, Grade>();
            for (var expert : List.of(DEAR, CHEAP)) {
                double quality = random.nextDouble() < right(expert, angle) ? 1 : 0;
                grades.put(expert, new Grade(quality, expert.equals(DEAR) ? 300 : 10, Duration.ZERO));
            }
            questions.add(new Observation("q" + i, "p" + i, at(angle), "", grades));
        }
        return questions;
    }

    private static Snapshot fit(String yaml, List<Observation> questions, SplittableRandom random) {
        return policy(yaml).learner(ALL).orElseThrow().fit(new Training("test", Instant.EPOCH, questions), random);
    }

    private static Policy compiled(String yaml, Snapshot snapshot) {
        return policy(yaml).compile(ALL, name -> Optional.of(snapshot), "test");
    }

    private static Policy learned(int count, long seed) {
        var random = new SplittableRandom(seed);
        return compiled(FLOORED, fit(FLOORED, questions(count, random), random));
    }

    private static Decision decide(Policy policy, double angle) {
        var features = new Features(at(angle), 10, 0, Set.of(), new Caller("t", "k"));
        return policy.decide("q", features, ALL, 1);
    }

    private static String chosen(Policy policy, double angle) {
        return decide(policy, angle).plan() instanceof Plan.Single single ? single.expert() : "";
    }

    /** Over all questions, in expectation, as a share of the dear expert's. */
    private static double level(Policy policy) {
        int steps = 400;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double angle = (i + 0.5) / steps * Math.PI;
            sum += right(chosen(policy, angle), angle);
        }
        return sum / steps / 0.9;
    }

    @Test
    void compile_manyTrainings_breakTheFloorNoOftenerThanPromised() {
        int worlds = 60;
        int broken = 0;
        for (int seed = 0; seed < worlds; seed++) {
            broken += level(learned(120, seed)) < 0.9 ? 1 : 0;
        }
        assertThat(broken / (double) worlds).isLessThanOrEqualTo(0.1 + 3 * Math.sqrt(0.1 * 0.9 / worlds));
    }

    @Test
    void compile_expertsThatEqualEachOtherSomewhere_asksTheCheapOneThere() {
        var policy = compiled(FLOORED, MANY);
        var kept = policy.kept().orElseThrow();

        assertThat(chosen(policy, 2.6)).isEqualTo(CHEAP);
        assertThat(chosen(policy, 0.5)).isEqualTo(DEAR);
        assertThat(kept.perUsd().orElseThrow())
                .isPositive()
                .isEqualTo(policy.objective().perUsd());
        assertThat(kept.questions()).isEqualTo(800);
        assertThat(kept.cost()).isLessThan(0.7);
        assertThat(kept.level()).isBetween(0.9, 1.1);
        assertThat(kept.line())
                .startsWith("floor 0.9 of the best expert's quality at confidence 0.9: kept with per-usd ");
    }

    @Test
    void compile_tooFewQuestionsToBeSure_everythingGoesToTheBest() {
        var policy = learned(20, 1);

        assertThat(policy.kept().orElseThrow().perUsd()).isEmpty();
        assertThat(policy.kept().orElseThrow().line()).endsWith("so everything goes to the best expert, " + DEAR);
        assertThat(chosen(policy, 0.5)).isEqualTo(DEAR);
        assertThat(chosen(policy, 2.6)).isEqualTo(DEAR);
        assertThat(policy.flips(decide(policy, 2.6))).isEmpty();
    }

    @Test
    void compile_otherFloorThanTrained_needsNoTraining() {
        var low = compiled(FLOORED.replace("floor: 0.9", "floor: 0.5"), MANY);

        assertThat(chosen(low, 0.5)).isEqualTo(CHEAP);
        assertThat(level(low)).isGreaterThan(0.5);
    }

    @Test
    void compile_explorationThatGivesUpTooMuch_isLeftOut() {
        var restless = compiled(FLOORED + "explore: {rate: 0.9}\n", MANY);

        assertThat(restless.kept().orElseThrow().perUsd()).isEmpty();
        assertThat(decide(restless, 2.6).selection().choices().getFirst().propensity())
                .isEqualTo(1);
    }

    @Test
    void flips_keptFloor_startFromTheFittedWeight() {
        var policy = compiled(FLOORED, MANY);
        var flips = policy.flips(decide(policy, 2.6));

        assertThat(flips).anySatisfy(flip -> {
            assertThat(flip.weight()).isEqualTo(Flip.Weight.PER_USD);
            assertThat(flip.now()).isEqualTo(policy.objective().perUsd());
            assertThat(flip.expert()).isEqualTo(DEAR);
        });
    }

    @Test
    void decide_expertThatCameLater_isDeniedWithItsReason() {
        var third = "  - {name: new, echo: {model: x}, limits: {context: 1000, output: 10},"
                + " price: {input: 0, output: 0}, declared: {quality: 1}}\n";
        var roster = rosterOf(ROSTER + third);
        var random = new SplittableRandom(1);
        var snapshot = fit(FLOORED, questions(300, random), random);
        var policy = policy(FLOORED).compile(roster, name -> Optional.of(snapshot), "test");
        var features = new Features(at(1), 10, 0, Set.of(), new Caller("t", "k"));

        assertThat(policy.decide("q", features, roster, 1).denials())
                .containsExactly(new Decision.Denial(
                        "new", "floor", "the floor was calibrated without it; run ./signalbox train"));
    }

    @Test
    void compile_snapshotWithoutCalibration_namesFileAndKey() {
        var random = new SplittableRandom(1);
        var plain = fit(FLOORED.replaceAll("objective.*\n", ""), questions(50, random), random);

        assertThatThrownBy(() -> compiled(FLOORED, plain))
                .hasMessageStartingWith("policy.yaml:3: objective: floor: never calibrated for snapshot " + plain.id())
                .hasMessageContaining("run ./signalbox train");
        assertThat(policy(FLOORED).unready(Optional.of(plain), "test"))
                .hasValue("policy.yaml:3: objective: floor: never calibrated for snapshot " + plain.id());
    }

    @Test
    void fit_gradesOfOneExpertEach_areRefused() {
        var random = new SplittableRandom(1);
        var single = questions(50, random).stream()
                .map(one -> new Observation(
                        one.queryId(),
                        one.promptId(),
                        one.embedding(),
                        "",
                        Map.of(one.queryId().endsWith("1") ? DEAR : CHEAP, new Grade(1, 1, Duration.ZERO))))
                .toList();

        assertThatThrownBy(() -> fit(FLOORED, single, random))
                .hasMessageContaining("expected some to calibrate objective.floor on");
    }

    @Test
    void parse_wrongFloors_sayWhat() {
        assertThatThrownBy(() -> policy("policy: p\nscore: knn\nobjective: {floor: 1.5}\n"))
                .hasMessageContaining("policy.yaml:3: objective: floor: 1.5, expected within (0, 1]");
        assertThatThrownBy(() -> policy("policy: p\nscore: knn\nobjective: {floor: 0.9, per-usd: 3}\n"))
                .hasMessageContaining("floor: with quality, per-usd or per-second, expected it without");
        assertThatThrownBy(() -> policy("policy: p\nscore: knn\nobjective: {confidence: 0.9}\n"))
                .hasMessageContaining("confidence: without a floor");
        assertThatThrownBy(() -> policy("policy: p\nscore: static\nobjective: {floor: 0.9}\n"))
                .hasMessageContaining("policy.yaml:3: objective: floor: with scorer static");
        assertThatThrownBy(() -> policy("policy: p\nscore: knn\nobjective: {floor: 0.9}\n"
                        + "gate: {threshold: {strong: a, weak: b, strong-share: 0.5}}\n"))
                .hasMessageContaining("floor: with a target of gate threshold");
    }

    @Test
    void version_goalWithoutFloor_isThatOfItsWeights() {
        var weights = policy("policy: p\nscore: knn\nobjective: {per-usd: 3}\n").version();

        assertThat(policy(FLOORED).version())
                .isNotEqualTo(policy(FLOORED.replaceAll("objective.*\n", "")).version())
                .isNotEqualTo(
                        policy(FLOORED.replace("floor: 0.9", "floor: 0.8")).version());
        assertThat(weights)
                .isEqualTo(policy("policy: p\nscore: knn\nobjective: {quality: 1, per-usd: 3}\n")
                        .version());
    }
}
