package dev.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.learn.Outcome;
import dev.signalbox.learning.Question;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.pipeline.Replay;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.Database;
import dev.signalbox.telemetry.Recorder;
import dev.signalbox.telemetry.SpoolingRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Learning as it ships: trainings as jobs, snapshots, replay, drafts tried on judged traffic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LearningLineTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunningService service;
    private JudgedTraffic traffic;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        service = RunningService.start(home);
        traffic = new JudgedTraffic(service);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void train_asAJob_isPromotedListedAndRolledBack() throws Exception {
        service.policy("apprentice", "score: {knn: {}}");
        var asked = service.post("/admin/policies/apprentice/train?promote=always", LabelledQuestions.file(24));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        var job = JSON.readTree(asked.body()).at("/id").asString("");

        var lines = service.send("GET", "/admin/jobs/" + job + "/progress", service.key())
                .body()
                .lines()
                .toList();

        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"phase\":\"asking\""));
        var result = JSON.readTree(lines.getLast());
        assertThat(result.at("/promoted").asBoolean()).as(lines.getLast()).isTrue();
        var snapshot = result.at("/snapshot").asString();
        assertThat(result.at("/content/id").asString()).isEqualTo(snapshot);
        assertThat(service.send("GET", "/admin/jobs/" + job, service.key()).body())
                .contains("\"state\":\"done\"");
        assertThat(service.send("DELETE", "/admin/jobs/" + job, service.key()).statusCode())
                .isEqualTo(409);
        assertThat(service.send("GET", "/admin/policies/apprentice/snapshots", service.key())
                        .body())
                .contains("\"in_force\":\"" + snapshot + "\"");
        assertThat(service.post("/admin/policies/apprentice/rollback", "").body())
                .contains("\"in_force\":\"\"");
        assertThat(service.post("/admin/policies/apprentice/rollback", "").statusCode())
                .isEqualTo(409);
        assertThat(service.post("/admin/policies/apprentice/snapshots/" + snapshot + "/promote", "")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void train_byATeacher_isFrozenUntilThawed() throws Exception {
        service.policy("big", "score: {cluster: {clusters: 4}}");
        service.policy("small", "score: {linear: {}}");
        var questions = LabelledQuestions.file(60);

        var learned = trained("small", "&teacher=big", questions);

        assertThat(learned.at("/promoted").asBoolean()).as(learned.toString()).isTrue();
        assertThat(learned.at("/agreement").asDouble()).isBetween(0.0, 1.0);
        assertThat(learned.at("/report").asString(""))
                .contains("teacher, cluster ")
                .contains("student, linear ")
                .contains("chooses as its teacher does on");
        var held = trained("small", "", questions);
        assertThat(held.at("/promoted").asBoolean()).isFalse();
        assertThat(held.at("/frozen").asBoolean()).isTrue();
        assertThat(service.send("GET", "/admin/policies/small/snapshots", service.key())
                        .body())
                .contains("\"frozen\":true", learned.at("/snapshot").asString());
        assertThat(service.post("/admin/policies/small/thaw", "").body()).contains("\"frozen\":false");
        assertThat(trained("small", "", questions).at("/promoted").asBoolean()).isTrue();
        assertThat(service.post("/admin/policies/small/rollback", "").body())
                .contains(learned.at("/snapshot").asString());
        assertThat(service.post("/admin/policies/big/freeze", "").body())
                .contains("uses what comes with Signalbox, expected one that a snapshot was promoted for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pupil|nobody|expected the name of a policy file or the id of a stored snapshot",
                "pupil|pupil|has nothing to teach: what it learned is for scorer cluster",
                "pupil|dull|has nothing to teach: it does not learn",
                "promising|auto|keeps a floor, which only grades can calibrate"
            })
    void train_unfitTeacher_is400AndSaysWhy(String policy, String teacher, String message) throws Exception {
        service.policy("pupil", "score: {linear: {}}");
        service.policy("dull", "score: {static: {}}");
        service.policy("promising", "score: {linear: {}}\nobjective: {floor: 0.9}");

        var refused = service.post("/admin/policies/" + policy + "/train?teacher=" + teacher, "");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains(message);
    }

    private JsonNode trained(String policy, String more, String questions) throws Exception {
        var asked = service.post("/admin/policies/" + policy + "/train?promote=always" + more, questions);
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        var job = JSON.readTree(asked.body()).at("/id").asString("");
        return JSON.readTree(service.send("GET", "/admin/jobs/" + job + "/progress", service.key())
                .body()
                .lines()
                .reduce("", (_, line) -> line));
    }

    @Test
    void train_policyWithAFloor_saysWhatIsKept() throws Exception {
        service.policy("careful", "score: {knn: {}}\nobjective: {floor: 0.5, confidence: 0.8}");
        var result = trained("careful", "", LabelledQuestions.file(40));

        assertThat(result.at("/report").asString(""))
                .contains("floor 0.5 of the best expert's quality at confidence 0.8: ")
                .contains("on held-out questions ");
        var floor = JSON.readTree(service.send("GET", "/admin/policies/careful/health", service.key())
                        .body())
                .at("/floor");
        assertThat(floor.at("/guaranteed").asDouble()).isEqualTo(0.5);
        assertThat(floor.at("/confidence").asDouble()).isEqualTo(0.8);
        assertThat(floor.at("/questions").asInt()).isPositive();
    }

    @Test
    void train_onboard_teachesOneExpertMoreAndLeavesTheOthersAlone() throws Exception {
        service.policy("novice", "experts: [local/atlas, local/generalist]\nscore: {knn: {}}");
        train("novice", "promote=always");
        var before = service.bean(Snapshots.class).current("novice").orElseThrow();
        service.policy("novice", "experts: [local/atlas, local/generalist, local/sums]\nscore: {knn: {}}");

        var result = train("novice", "promote=always&onboard=local/sums&labels=10");

        assertThat(result.at("/report").asString(""))
                .contains("local/sums: right on ")
                .contains(" of 10 questions that it was asked")
                .contains("over what was in force");
        assertThat(result.at("/promoted").asBoolean()).isTrue();
        var after = service.bean(Snapshots.class).current("novice").orElseThrow();
        assertThat(after.id()).isEqualTo(result.at("/snapshot").asString("")).isNotEqualTo(before.id());
        assertThat(before.experts()).containsExactly("local/atlas", "local/generalist");
        assertThat(after.experts()).containsExactly("local/atlas", "local/generalist", "local/sums");
        for (int question = 0; question < before.matrix("quality").rows(); question++) {
            assertThat(after.matrix("quality").at(question, 0))
                    .isEqualTo(before.matrix("quality").at(question, 0));
        }
        var again = service.post("/admin/policies/novice/train?onboard=local/sums", "");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("is known to snapshot " + after.id());
    }

    private JsonNode train(String policy, String parameters) throws Exception {
        var asked = service.post("/admin/policies/" + policy + "/train?" + parameters, LabelledQuestions.file(24));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        var job = JSON.readTree(asked.body()).at("/id").asString("");
        return JSON.readTree(service.send("GET", "/admin/jobs/" + job + "/progress", service.key())
                .body()
                .lines()
                .reduce("", (_, line) -> line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto|always&onboard=local/nobody|QUESTIONS|onboard: \\\"local/nobody\\\", expected an expert in service",
                "auto|always&onboard=local/sums&labels=3|QUESTIONS|labels: 3, expected at least 10",
                "auto|always&onboard=local/sums&source=live||source: live, with an expert to onboard, expected one",
                "nobody|unless-worse|QUESTIONS|policy: \\\"nobody\\\", expected the name of a policy file",
                "auto|perhaps|QUESTIONS|promote: \\\"perhaps\\\", expected one of unless-worse, if-better, always, never",
                "auto|always|{}|line 1: id: missing, expected a string"
            })
    void train_wrongRequest_is400AndSaysWhatIsWrong(String policy, String promote, String body, String message)
            throws Exception {
        var refused = service.post(
                "/admin/policies/" + policy + "/train?promote=" + promote,
                (body == null ? "" : body).replace("QUESTIONS", LabelledQuestions.file(8)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(message);
    }

    @Test
    void train_cannotBePutOnRecord_putsNoJobDown() throws Exception {
        var jdbc = service.bean(Database.class).jdbc();
        var before = service.send("GET", "/admin/jobs", service.key()).body();
        jdbc.sql("ALTER TABLE audit RENAME TO audit_away").update();
        try {
            assertThat(service.post("/admin/policies/auto/train", "").statusCode())
                    .isEqualTo(500);
        } finally {
            jdbc.sql("ALTER TABLE audit_away RENAME TO audit").update();
        }

        assertThat(service.send("GET", "/admin/jobs", service.key()).body()).isEqualTo(before);
    }

    @Test
    void replay_hundredsOfDecisionsWithExploration_areIdentical() throws Exception {
        service.policy("curious", "score: {cluster: {}}\nexplore: {rate: 0.4}\nfallback: [local/generalist]");
        service.policy("steady", "score: {static: {}}\nobjective: {quality: 1, per-usd: 100}");
        var pipeline = service.bean(Pipeline.class);
        var recorder = service.bean(SpoolingRecorder.class);
        var ids = new ArrayList<String>();
        var prompts =
                LabelledQuestions.heldOut(100).stream().map(Question::prompt).toList();
        for (var model : List.of("policy/curious", "policy/steady", "local/sums")) {
            for (var prompt : prompts) {
                var id = "replayed-" + ids.size();
                var query = JudgedTraffic.query(id, model, prompt);
                var decision = pipeline.decide(query);
                recorder.record(
                        new Recorder.Entry(Instant.now(), query.caller(), decision, new Outcome(id, null, List.of())));
                ids.add(id);
            }
        }
        assertThat(recorder.flush(Duration.ofSeconds(20))).isTrue();
        var replay = service.bean(Replay.class);

        assertThat(ids).allSatisfy(id -> {
            var verdict = replay.replay(id).orElseThrow();
            assertThat(verdict.problem()).isEmpty();
            assertThat(verdict.differences()).isEmpty();
            assertThat(verdict.identical()).isTrue();
        });
        var jdbc = service.bean(Database.class).jdbc();
        assertThat(jdbc.sql("SELECT count(*) FROM decisions WHERE policy = 'curious' AND propensity < 0.5")
                        .query(Integer.class)
                        .single())
                .as("explored")
                .isPositive();
        assertThat(jdbc.sql("SELECT count(*) FROM decisions WHERE policy = 'steady' AND embedding IS NOT NULL")
                        .query(Integer.class)
                        .single())
                .as("embedded for nothing")
                .isZero();
        jdbc.sql("UPDATE decisions SET seed = seed + 1, utility = utility / 3 WHERE query_id = 'replayed-1'")
                .update();
        assertThat(replay.replay("replayed-1").orElseThrow().differences())
                .extracting(Replay.Difference::field)
                .contains("utility");
        assertThat(service.send("GET", "/admin/decisions/replayed-0/replay", service.key())
                        .body())
                .contains("\"identical\":true")
                .contains("\"reasons\":[{\"kind\":\"cluster\"");
        assertThat(service.send("GET", "/admin/decisions/none/replay", service.key())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void judgedTraffic_triesDraftsTeachesAndShowsHealth() throws Exception {
        service.policy("lively", "score: {cluster: {clusters: 4}}\nexplore: {rate: 0.5}");
        traffic.judge("policy/lively", "judged", 400);

        var draft = "policy: draft\nscore: {cluster: {clusters: 4}}\nobjective: {quality: 1}\n";
        var tried = JSON.readTree(
                service.post("/admin/policies/lively/evaluate", draft).body());
        assertThat(tried.at("/supported").asBoolean()).as(tried.toString()).isTrue();
        assertThat(tried.at("/decisions").asInt()).isEqualTo(400);
        assertThat(tried.at("/quality/dr/mean").asDouble())
                .as("the best expert always, over half of the time")
                .isGreaterThan(tried.at("/quality/logged").asDouble());
        assertThat(tried.at("/quality/dr/low").asDouble())
                .isLessThan(tried.at("/quality/dr/high").asDouble());
        var asking = "policy: draft\nscore: {llm: {judge: local/sums}}\n";
        assertThat(service.post("/admin/policies/lively/evaluate", asking).body())
                .contains("\"supported\":false")
                .contains("400 could not be used for the draft");
        assertThat(service.post("/admin/policies/auto/evaluate", "policy: draft\nscore: {nonsense: {}}\n")
                        .body())
                .contains("nonsense");
        assertThat(service.post("/admin/policies/cheap/evaluate", draft).body()).contains("\"supported\":false");

        var result = trained("lively", "&source=live", "");
        assertThat(result.at("/promoted").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.at("/observations").asInt())
                .as("some of these, beside what other tests had judged")
                .isGreaterThanOrEqualTo(200);

        var health = JSON.readTree(service.send("GET", "/admin/policies/lively/health", service.key())
                .body());
        assertThat(health.at("/snapshot").asString(""))
                .isEqualTo(result.at("/snapshot").asString());
        assertThat(health.at("/recent_decisions").asInt()).isEqualTo(400);
        assertThat(health.at("/drift/jensen_shannon_bits").asDouble()).isBetween(0.0, 0.2);
    }

    @Test
    void judgedTraffic_ofALearnerThatRemembers_isLearnedFromOnce() throws Exception {
        service.policy("mindful", "score: bandit\nexplore: {rate: 0.5}");
        var first = trained("mindful", "", LabelledQuestions.file(24));
        assertThat(first.at("/promoted").asBoolean()).as(first.toString()).isTrue();
        traffic.judge("policy/mindful", "since", 40);

        var second = trained("mindful", "&source=live", "");
        assertThat(second.at("/observations").asInt()).as(second.toString()).isBetween(20, 40);
        assertThat(second.at("/snapshot").asString())
                .isNotEqualTo(first.at("/snapshot").asString());
        assertThat(trained("mindful", "&source=live", "").toString()).contains("0 judged replies to learn from since");
    }

    @Test
    void tenant_liveFeedback_movesItsOwnRoutesAlone() throws Exception {
        service.policy("own", "score: {tenant: {over: knn, prior: 5}}");
        assertThat(trained("own", "", LabelledQuestions.file(24))
                        .at("/promoted")
                        .asBoolean())
                .isTrue();
        var pipeline = service.bean(Pipeline.class);
        var prompts =
                LabelledQuestions.heldOut(90).stream().map(Question::prompt).toList();
        var own = pipeline.decide(JudgedTraffic.query("own-before", "policy/own", prompts.getFirst()));
        var other = pipeline.decide(JudgedTraffic.query("x-before", "policy/own", prompts.getFirst(), "x"));
        assertThat(other.candidates()).isEqualTo(own.candidates());
        for (int i = 0; i < prompts.size(); i++) {
            var query = JudgedTraffic.query("own-" + i, "policy/own", prompts.get(i));
            traffic.leave(query, pipeline.decide(query), 0);
        }
        assertThat(service.bean(SpoolingRecorder.class).flush(Duration.ofSeconds(20)))
                .isTrue();

        assertThat(trained("own", "&source=live", "").at("/promoted").asBoolean())
                .isTrue();

        var chosen = own.selection().choices().getFirst().expert();
        var after = pipeline.decide(JudgedTraffic.query("own-after", "policy/own", prompts.getFirst()));
        assertThat(JudgedTraffic.quality(after, chosen)).isLessThan(JudgedTraffic.quality(own, chosen));
        assertThat(pipeline.decide(JudgedTraffic.query("x-after", "policy/own", prompts.getFirst(), "x"))
                        .candidates())
                .isEqualTo(other.candidates());
    }
}
