package dev.signalbox.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.JudgedTraffic;
import dev.signalbox.LabelledQuestions;
import dev.signalbox.RunningService;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.Database;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.SnapshotStore;
import dev.signalbox.telemetry.SpoolingRecorder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Live training as it ships, on traffic of several policies, late judgements and records that lack something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveTrainerTest {

    private Path home;
    private RunningService service;
    private JudgedTraffic traffic;
    private LiveTrainer live;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        this.home = home;
        service = RunningService.start(home);
        traffic = new JudgedTraffic(service);
        live = service.bean(LiveTrainer.class);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @AfterEach
    void forgetTraffic() {
        service.bean(Database.class)
                .jdbc()
                .sql("TRUNCATE decisions, outcomes, attempts, feedback")
                .update();
    }

    @Test
    void train_decisionsThatNeverReadWhatTheScorerLearnsFrom_areLeftOut() throws Exception {
        service.policy("plain", "score: {cluster: {clusters: 4}}\nexplore: {rate: 0.5}");
        service.policy("wordy", "score: {linear: {}}\nexplore: {rate: 0.5}");
        traffic.judge("policy/plain", "plain", 90);

        assertThat(live.train("plain", sitting(), Promote.NEVER).observations()).isGreaterThan(50);
        assertThatThrownBy(() -> live.train("wordy", sitting(), Promote.NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("live: 0 judged replies to learn from")
                .hasMessageContaining("left out: their decisions did not look at all that this scorer learns from");

        train("wordy");
        traffic.judge("policy/wordy", "wordy", 90);
        var result = live.train("wordy", sitting(), Promote.NEVER);
        assertThat(result.observations()).isBetween(50, 90);
        assertThat(result.leftOut()).isBetween(50, 90);
        assertThat(result.report()).contains(result.leftOut() + " left out");
        assertThat(live.train("plain", sitting(), Promote.NEVER).observations())
                .as("reads the embedding alone, which all have")
                .isEqualTo(result.observations() + result.leftOut());
    }

    @Test
    void evaluate_draftThatReadsWhatNoDecisionRead_skipsThem() throws Exception {
        service.policy("plain", "score: {cluster: {clusters: 4}}\nexplore: {rate: 0.5}");
        traffic.judge("policy/plain", "tried", 10);
        train("plain-words");
        var log = JudgedLog.read(judged("plain"), student("plain-words").greedy(inForce("plain-words")));

        assertThat(log.size()).isZero();
        assertThat(log.skipped()).isEqualTo(10);
    }

    @Test
    void train_recordsOfAnEarlierVersion_areLeftOut() throws Exception {
        train("wordy");
        traffic.judge("policy/wordy", "earlier", 90);
        int all = live.train("wordy", sitting(), Promote.NEVER).observations();
        service.bean(Database.class).jdbc().sql("""
                        UPDATE decisions SET features = jsonb_set(features, '{signals}', to_jsonb(replace(
                          encode(substr(decode(features->>'signals', 'base64'), 1, 112), 'base64'), E'\\n', '')))
                        WHERE query_id LIKE 'earlier-1%'""").update();

        var result = live.train("wordy", sitting(), Promote.NEVER);

        assertThat(result.leftOut()).isPositive();
        assertThat(result.observations()).isEqualTo(all - result.leftOut());
    }

    @Test
    void sharedWith_logThatHadToSkipALine_holdsBothAgainstEachOtherOnTheRest() throws Exception {
        service.policy("plain", "score: {cluster: {clusters: 4}}\nexplore: {rate: 0.5}");
        traffic.judge("policy/plain", "shared", 12);
        var judged = judged("plain");
        var policy = student("plain").greedy(inForce("plain"));
        var all = JudgedLog.read(judged, policy);
        var fewer = JudgedLog.read(judged.subList(1, judged.size()), policy);

        assertThat(all.sharedWith(fewer).quality()).isEqualTo(fewer.quality()).hasSize(11);
        assertThat(all.sharedWith(fewer).skipped()).isEqualTo(1);
        assertThat(fewer.sharedWith(all).quality()).isEqualTo(fewer.quality());
    }

    @Test
    void train_givenUp_keepsAndPromotesNothing() throws Exception {
        service.policy("plain", "score: {cluster: {clusters: 4}}\nexplore: {rate: 0.5}");
        traffic.judge("policy/plain", "cancelled", 90);
        var store = service.bean(SnapshotStore.class);
        int stored = store.list().size();
        var cancelled = sitting();
        cancelled.cancellation().cancel();

        assertThatThrownBy(() -> live.train("plain", cancelled, Promote.ALWAYS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given up");

        assertThat(store.list()).hasSize(stored);
        assertThat(store.promotions("plain", 10)).isEmpty();
    }

    @Test
    void offer_filesAreWrong_promotesOnceAndIsInForceWhenTheyAreRightAgain() throws Exception {
        train("wordy");
        var promotions = service.bean(Promotions.class);
        var store = service.bean(SnapshotStore.class);
        promotions.rollback("wordy", "k");
        var snapshot = promotions.snapshots("wordy").getFirst().id();
        int before = store.promotions("wordy", 100).size();
        var wrong = home.resolve("config/policies/wrong.yaml");
        Files.writeString(wrong, "nonsense");
        try {
            assertThat(promotions.offer(new Promotions.Trained("wordy", snapshot, "k"), true, false))
                    .isEqualTo(Fate.AWAITED);
            assertThat(store.promotions("wordy", 100)).hasSize(before + 1);
            assertThatThrownBy(() -> promotions.promote("wordy", snapshot, "k"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not in force here");
        } finally {
            Files.delete(wrong);
        }

        assertThat(service.bean(ConfigReload.class).reload().current()).isTrue();
        assertThat(inForce("wordy").id()).isEqualTo(snapshot);
    }

    @Test
    void train_judgementsOrDecisionsThatAreDeliveredLate_areLearnedFromOnce() throws Exception {
        service.policy("mindful", "score: bandit\nexplore: {rate: 0.5}");
        train("mindful");
        var late = decided("late", 30);
        late.forEach(one -> traffic.answer(one.query(), one.decision()));
        var other = decided("other", 30);
        other.forEach(one -> traffic.judge(one.query(), 1, Instant.now()));
        traffic.judge("policy/mindful", "prompt", 20);
        live.train("mindful", sitting(), Promote.ALWAYS);

        late.forEach(one -> traffic.judge(one.query(), 1, Instant.now().minus(Duration.ofHours(1))));
        flush();
        int first = live.train("mindful", sitting(), Promote.ALWAYS).observations();
        other.forEach(one -> traffic.answer(one.query(), one.decision()));
        late.forEach(one -> traffic.judge(one.query(), 0, Instant.now()));
        flush();
        int second = live.train("mindful", sitting(), Promote.ALWAYS).observations();

        assertThat(first).as("said an hour ago, stored just now").isBetween(15, 30);
        assertThat(second)
                .as("decisions stored after what was said of them; no correction of what was learned from")
                .isEqualTo(first);
        assertThatThrownBy(() -> live.train("mindful", sitting(), Promote.ALWAYS))
                .hasMessageStartingWith("live: 0 judged replies to learn from since");
    }

    private record Decided(Query query, Decision decision) {}

    private List<Decided> decided(String name, int size) throws Exception {
        var decided = new ArrayList<Decided>();
        for (var question : LabelledQuestions.heldOut(size)) {
            var query = JudgedTraffic.query(name + "-" + decided.size(), "policy/mindful", question.prompt());
            decided.add(new Decided(query, service.bean(Pipeline.class).decide(query)));
        }
        return decided;
    }

    private void flush() {
        assertThat(service.bean(SpoolingRecorder.class).flush(Duration.ofSeconds(20)))
                .isTrue();
    }

    /** On questions, unless it has learned; a policy that is not there yet scores by {@code linear}. */
    private void train(String policy) throws Exception {
        if (service.bean(CurrentPolicies.class).get().file(policy).isEmpty()) {
            service.policy(policy, "score: {linear: {}}\nexplore: {rate: 0.5}");
        }
        if (service.bean(SnapshotStore.class).current(policy).isEmpty()) {
            var questions = QuestionFile.read(
                    new ByteArrayInputStream(LabelledQuestions.file(12).getBytes(StandardCharsets.UTF_8)));
            service.bean(PolicyTrainer.class).train(policy, questions, sitting(), Promote.ALWAYS);
        }
    }

    private List<DecisionStore.Judged> judged(String policy) {
        return service.bean(DecisionStore.class).judged(policy, 1000);
    }

    private Student student(String policy) {
        return Student.of(service.bean(CurrentPolicies.class).get(), policy);
    }

    private Snapshot inForce(String policy) {
        return service.bean(Snapshots.class).current(policy).orElseThrow();
    }

    private static Sitting sitting() {
        return new Sitting(new Caller("t", "k"), 2, (_, _, _) -> {}, new Cancellation(), Gradebook.NONE);
    }
}
