package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.features;
import static dev.signalbox.policy.Files.policy;
import static dev.signalbox.policy.Files.rosterOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Reason;
import dev.signalbox.yaml.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LearnedPolicyTest {

    private static final String POLICY = "policy: learned\nscore: {knn: {prior: 0}}\nfallback: [gpt-4o-mini]\n";
    private static final Training TRAINING = new Training(
            "test",
            Instant.EPOCH,
            List.of(new Observation(
                    "q",
                    "p",
                    Embedding.of(new float[] {1, 0}),
                    "sums",
                    Map.of(
                            "local/sums", new Grade(1, 10, Duration.ofMillis(5)),
                            "gpt-4o-mini", new Grade(0, 20, Duration.ofMillis(9))))));

    private static Snapshot fit(String yaml) {
        return policy(yaml).learner().orElseThrow().fit(TRAINING, new SplittableRandom(1));
    }

    @Test
    void decide_withSnapshot_followsWhatWasLearned() {
        var snapshot = fit(POLICY);
        var policy = policy(POLICY).compile(rosterOf(ROSTER), name -> Optional.of(snapshot), "test");

        var decision = policy.decide("q1", features(10, 0), rosterOf(ROSTER), 1);

        assertThat(decision.plan()).isEqualTo(new Plan.Single("local/sums", List.of("gpt-4o-mini")));
        assertThat(decision.provenance().snapshot()).isEqualTo(snapshot.id());
    }

    @Test
    void reasons_ownDecision_tellWhatWasLearned() {
        var snapshot = fit(POLICY);
        var bound = policy(POLICY)
                .compile(rosterOf(ROSTER), name -> Optional.of(snapshot), "test")
                .over(rosterOf(ROSTER));

        var reasons = bound.reasons(bound.decide("q1", features(10, 0), 1));

        assertThat(reasons).singleElement().isInstanceOfSatisfying(Reason.Neighbourhood.class, near -> {
            assertThat(near.nearest()).extracting(Reason.Neighbour::question).containsExactly("q");
            assertThat(near.grades()).containsEntry("local/sums", 1.0).containsEntry("gpt-4o-mini", 0.0);
        });
    }

    @Test
    void reasons_decisionOfAnotherSnapshotOrWithoutFeatures_areNone() {
        var snapshot = fit(POLICY);
        var later = policy(POLICY.replace("prior: 0", "prior: 1"))
                .compile(rosterOf(ROSTER), name -> Optional.of(snapshot), "test")
                .over(rosterOf(ROSTER));
        var bound = policy(POLICY)
                .compile(rosterOf(ROSTER), name -> Optional.of(snapshot), "test")
                .over(rosterOf(ROSTER));
        var decision = bound.decide("q1", features(10, 0), 1);
        var bare = new Decision(
                "q1",
                decision.provenance(),
                decision.candidates(),
                decision.denials(),
                decision.selection(),
                decision.plan());

        assertThat(later.reasons(decision)).isEmpty();
        assertThat(bound.reasons(bare)).isEmpty();
    }

    @Test
    void compile_noSnapshot_saysToTrain() {
        assertThatThrownBy(() -> policy(POLICY).compile(rosterOf(ROSTER), Snapshots.NONE, "test"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("policy.yaml:2: score.knn: scorer knn has learned nothing for policy learned, "
                        + "expected a snapshot; run ./signalbox train");
    }

    @Test
    void compile_snapshotOfOtherSpaceOrScorer_isRefused() {
        var knn = fit(POLICY);
        var cluster = POLICY.replace("{knn: {prior: 0}}", "cluster");

        assertThatThrownBy(() -> policy(POLICY).compile(rosterOf(ROSTER), name -> Optional.of(knn), "other"))
                .hasMessageContaining("is in embedding space test, expected space other");
        assertThatThrownBy(() -> policy(cluster).compile(rosterOf(ROSTER), name -> Optional.of(knn), "test"))
                .hasMessageContaining("is of scorer knn, expected one of scorer cluster");
    }

    @Test
    void compile_snapshotOfOtherMatrices_isRefusedWithItsPlace() {
        var knn = fit(POLICY);
        var origin = new Snapshot.Origin("knn", "test", 2, Instant.EPOCH, 1);
        var broken = new Snapshot(origin, knn.experts(), Map.of());

        assertThatThrownBy(() -> policy(POLICY).compile(rosterOf(ROSTER), name -> Optional.of(broken), "test"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("policy.yaml:2: score.knn: snapshot")
                .hasMessageContaining("no matrix");
    }

    @Test
    void learner_scorerThatCannotLearn_isEmpty() {
        assertThat(policy("policy: p\nscore: static").learner()).isEmpty();
    }
}
