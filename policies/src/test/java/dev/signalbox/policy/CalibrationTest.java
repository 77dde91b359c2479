package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.features;
import static dev.signalbox.policy.Files.policy;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CalibrationTest {

    private static final String STRONG = "gpt-4o-mini";
    private static final String WEAK = "local/sums";

    /** Three standard errors of a share among 180 held-out and 600 fresh questions. */
    private static final double NOISE = 3 * Math.sqrt(0.25 / 180 + 0.25 / 600);

    private static final Roster ALL = rosterOf(ROSTER);

    private static String yaml(String gate) {
        return "policy: p\nscore: {knn: {k: 5}}\ngate: " + gate + "\n";
    }

    private static final String SHARE =
            yaml("{threshold: {strong: " + STRONG + ", weak: " + WEAK + ", strong-share: 0.3}}");

    /** The strong expert is the more often right the further a question lies to the left; it costs 30, the other 10. */
    private static List<Observation> questions(int count, long seed) {
        var random = new SplittableRandom(seed);
        var questions = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            double angle = random.nextDouble() * Math.PI;
            var embedding = Embedding.of(new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
            double strong = random.nextDouble() < angle / Math.PI ? 1 : 0.3;
            var grades = Map.of(
                    STRONG,
                    new Grade(strong, 30, Duration.ofMillis(9)),
                    WEAK,
                    new Grade(0.5, 10, Duration.ofMillis(5)));
            questions.add(new Observation("q" + i, "p" + i, embedding, "", grades));
        }
        return questions;
    }

    private static Snapshot fit(String yaml, List<Observation> questions) {
        return policy(yaml)
                .learner(ALL)
                .orElseThrow()
                .fit(new Training("test", Instant.EPOCH, questions), new SplittableRandom(1));
    }

    private static Policy compiled(String yaml, Snapshot snapshot) {
        return policy(yaml).compile(ALL, name -> Optional.of(snapshot), "test");
    }

    private static double strongShare(Policy policy, List<Observation> questions) {
        long strong = questions.stream()
                .filter(question -> {
                    var features = new Features(question.embedding(), 10, 0, Set.of(), new Caller("t", "k"));
                    var plan = policy.decide(
                                    "q", features, ALL, question.queryId().hashCode())
                            .plan();
                    return plan instanceof Plan.Single single && single.expert().equals(STRONG);
                })
                .count();
        return strong / (double) questions.size();
    }

    @Test
    void compile_strongShare_holdsForQuestionsNeverSeen() {
        var policy = compiled(SHARE, fit(SHARE, questions(900, 1)));

        assertThat(strongShare(policy, questions(600, 2))).isCloseTo(0.3, within(NOISE));
    }

    @Test
    void compile_otherTargetThanTrained_needsNoTraining() {
        var snapshot = fit(SHARE, questions(900, 1));
        var half = compiled(SHARE.replace("0.3", "0.6"), snapshot);

        assertThat(strongShare(half, questions(600, 2))).isCloseTo(0.6, within(NOISE));
    }

    @Test
    void compile_meanUsd_holds() {
        var costing = yaml("{threshold: {strong: " + STRONG + ", weak: " + WEAK + ", mean-usd: 0.00002}}");

        assertThat(strongShare(compiled(costing, fit(costing, questions(900, 1))), questions(600, 2)))
                .isCloseTo(0.5, within(NOISE));
    }

    @Test
    void fit_gateWithTarget_leavesWhatTheScorerLearnedAlone() {
        var questions = questions(50, 1);
        var plain = policy(yaml("top-k"))
                .learner(ALL)
                .orElseThrow()
                .fit(new Training("test", Instant.EPOCH, questions), new SplittableRandom(1));

        assertThat(fit(SHARE, questions).matrices()).containsAllEntriesOf(plain.matrices());
        assertThat(plain.matrices().keySet()).noneMatch(name -> name.startsWith("calibration."));
    }

    @Test
    void compile_snapshotWithoutPredictions_saysToTrain() {
        var plain = fit(yaml("top-k"), questions(50, 1));

        assertThatThrownBy(() -> compiled(SHARE, plain))
                .hasMessageStartingWith("policy.yaml:3: gate.threshold: the target of gate threshold was never fitted")
                .hasMessageContaining("run ./signalbox train");
    }

    @Test
    void compile_scorerThatCannotLearn_saysToTrain() {
        var fixed = SHARE.replace("{knn: {k: 5}}", "static");

        assertThatThrownBy(() -> policy(fixed).compile(ALL, Snapshots.NONE, "test"))
                .hasMessageContaining("gate.threshold")
                .hasMessageContaining("expected a snapshot of a scorer that learns");
    }

    @Test
    void compile_costThatNobodyMeets_namesTheOption() {
        var cheap = SHARE.replace("strong-share: 0.3", "mean-usd: 0.000001");
        var snapshot = fit(cheap, questions(50, 1));

        assertThatThrownBy(() -> compiled(cheap, snapshot))
                .hasMessageStartingWith("policy.yaml:3: gate.threshold: mean-usd: 1.0E-6, expected at least");
    }

    /** Of a file that holds one domain after the other: here the angle grows from question to question. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fit_moreQuestionsThanItKeeps_takesThemFromAllOverTheFile(boolean graded) {
        int count = 6000;
        var sorted = questions(count, 3).stream()
                .sorted(Comparator.comparingDouble(
                        question -> -question.embedding().toArray()[0]))
                .toList();
        Learner learner = (training, _) ->
                new Snapshot(Snapshot.Origin.of("test", training), List.of(STRONG, WEAK), Map.of(), Map.of());
        Scorer leftness = (features, cards) -> new Scorecard(cards.stream()
                .map(card -> new Score(card.name(), (1 - features.embedding().toArray()[0]) / 2, 0, 0, Duration.ZERO))
                .toList());
        var calibration = graded
                ? Calibration.forFloor(learner, _ -> leftness, ALL)
                : Calibration.forTarget(learner, _ -> leftness, ALL);

        var kept = Calibration.of(calibration.fit(new Training("test", Instant.EPOCH, sorted), new SplittableRandom(1)))
                .orElseThrow();

        assertThat(kept).hasSize(graded ? 4000 : 1000);
        // angles are uniform: a third of them lies beyond 120 degrees, where the cosine is below -1/2
        double left = kept.stream()
                .filter(card -> card.scores().getFirst().quality() > 0.75)
                .count();
        assertThat(left / kept.size()).isCloseTo(1 / 3.0, within(3 * Math.sqrt(0.25 / kept.size())));
    }

    @Test
    void fit_fewPrompts_isRefused() {
        assertThatThrownBy(() -> fit(SHARE, questions(4, 1)))
                .hasMessage("training: 4 different prompts, expected at least 5 to fit a gate's target");
    }

    @Test
    void compile_gateThatLooksAtTags_seesTheRoster() {
        var grouped = "policy: p\nscore: static\ngate: {group: {groups: {near: [\"tag:local\"]}, choose: each}}\n";
        var policy = policy(grouped).compile(ALL, Snapshots.NONE, "test");

        assertThat(policy.decide("q", features(10, 0), ALL, 1).selection().choices())
                .hasSize(2);
    }
}
