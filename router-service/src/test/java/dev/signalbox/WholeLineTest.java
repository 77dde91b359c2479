package dev.signalbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.evaluate.ExactMatch;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.experts.Usage;
import dev.signalbox.learn.Attempt;
import dev.signalbox.learn.Outcome;
import dev.signalbox.learning.Question;
import dev.signalbox.learning.QuestionFile;
import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.pipeline.Replay;
import dev.signalbox.store.Database;
import dev.signalbox.telemetry.Recorder;
import dev.signalbox.telemetry.SpoolingRecorder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The whole line as it ships: an empty home, embedded PostgreSQL, local experts, the trained default policy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WholeLineTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext service;
    private URI base;
    private Path policies;
    private String key;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        service = SpringApplication.run(
                SignalboxApplication.class, "--signalbox.home=" + home, "--server.port=0", "--logging.level.root=warn");
        base = URI.create(
                "http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        policies = home.resolve("config/policies");
        key = Files.readString(home.resolve("admin.key")).strip();
    }

    @AfterAll
    void stop() {
        service.close();
        client.close();
    }

    @Test
    void auto_questionsOfEachDomain_goToTheirExpertAndAreRight() throws Exception {
        assertThat(ask("What is 47 + 385?")).satisfies(reply -> {
            assertThat(lastLine(reply)).isEqualTo("432");
            assertThat(reply.headers().firstValue("x-signalbox-expert")).hasValue("local/sums");
            assertThat(reply.headers().firstValue("x-signalbox-policy")).hasValue("auto");
        });
        assertThat(lastLine(ask("What is the capital of Kenya?"))).isEqualTo("Nairobi");
        assertThat(lastLine(ask("Reverse the word lantern."))).isEqualTo("nretnal");
    }

    @Test
    void auto_longSystemPrompt_leavesTheLocalExpertsWhoDoNotReadIt() throws Exception {
        var body = JSON.createObjectNode().put("model", "auto");
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", "Be brief. ".repeat(250));
        messages.addObject().put("role", "user").put("content", "What is 47 + 385?");

        var reply = post("/v1/chat/completions", body.toString());

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(lastLine(reply)).isEqualTo("432");
    }

    @Test
    void auto_heldOutQuestions_answersNineInTenRight() throws Exception {
        var grader = new ExactMatch(false);
        double right = 0;
        var sample = heldOut(120);
        for (var question : sample) {
            right += grader.grade(lastLine(ask(question.prompt())), question.answer());
        }
        // 0.90 over all 900; the sample's standard error is 0.03.
        assertThat(right / sample.size()).isGreaterThanOrEqualTo(0.84);
    }

    @Test
    void everyRequest_leavesADecisionAnOutcomeAndItsFeedback() throws Exception {
        var decision = ask("What is 12 + 30?")
                .headers()
                .firstValue("x-signalbox-decision")
                .orElseThrow();
        var feedback = post("/v1/feedback", "{\"decision\":\"" + decision + "\",\"reward\":1}");
        assertThat(feedback.statusCode()).isEqualTo(202);
        assertThat(service.getBean(SpoolingRecorder.class).flush(Duration.ofSeconds(20)))
                .isTrue();
        var jdbc = service.getBean(Database.class).jdbc();
        for (var table : List.of("decisions", "outcomes", "feedback")) {
            assertThat(jdbc.sql("SELECT count(*) FROM " + table + " WHERE query_id = ?")
                            .param(decision)
                            .query(Integer.class)
                            .single())
                    .as(table)
                    .isEqualTo(1);
        }
    }

    @Test
    void stream_ofALocalExpert_endsWithDone() throws Exception {
        var reply = post(
                "/v1/chat/completions",
                "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"What is 3 + 4?\"}]}");
        assertThat(reply.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(reply.body()).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
    }

    @Test
    void metrics_afterARequest_tellOfItWithItsPolicyExpertAndStatus() throws Exception {
        ask("What is 20 + 22?");
        var made = JSON.readTree(post("/admin/keys", "{\"name\":\"scraper\",\"metrics\":true}").body());
        var metrics = send("GET", "/metrics", made.at("/key").asString(""));

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .containsPattern("signalbox_requests_seconds_count\\{expert=\"local/sums\",policy=\"auto\",status=\"answered\"} [1-9]")
                .containsPattern("signalbox_attempts_seconds_bucket\\{.*expert=\"local/sums\".*le=\"60.0\"} [1-9]")
                .containsPattern("signalbox_http_requests_seconds_count\\{route=\"/v1/chat/completions\",status=\"200\"} [1-9]")
                .containsPattern("signalbox_breakers\\{state=\"closed\"} [1-9]")
                .contains("signalbox_breaker_state{deployment=")
                .contains("signalbox_records_spooled_bytes");
    }

    @Test
    void config_inForce_namesItsFiles() throws Exception {
        var config = JSON.readTree(send("GET", "/admin/config", key).body());

        assertThat(config.at("/current").asBoolean()).isTrue();
        assertThat(config.at("/problems")).isEmpty();
        assertThat(config.at("/in_force").valueStream().map(file -> file.at("/name").asString()))
                .contains("", "auto", "best", "cheap");
    }

    @Test
    void train_asAJob_isPromotedListedAndRolledBack() throws Exception {
        policy("apprentice", "score: {knn: {}}");
        var asked = post("/admin/policies/apprentice/train?promote=always", questions(24));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        var job = JSON.readTree(asked.body()).at("/id").asString("");

        var lines = send("GET", "/admin/jobs/" + job + "/progress", key)
                .body()
                .lines()
                .toList();

        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"phase\":\"asking\""));
        var result = JSON.readTree(lines.getLast());
        assertThat(result.at("/promoted").asBoolean()).as(lines.getLast()).isTrue();
        var snapshot = result.at("/snapshot").asString();
        assertThat(result.at("/content/id").asString()).isEqualTo(snapshot);
        assertThat(send("GET", "/admin/jobs/" + job, key).body()).contains("\"state\":\"done\"");
        assertThat(send("DELETE", "/admin/jobs/" + job, key).statusCode()).isEqualTo(409);
        assertThat(send("GET", "/admin/policies/apprentice/snapshots", key).body())
                .contains("\"in_force\":\"" + snapshot + "\"");
        assertThat(post("/admin/policies/apprentice/rollback", "").body()).contains("\"in_force\":\"\"");
        assertThat(post("/admin/policies/apprentice/rollback", "").statusCode()).isEqualTo(409);
        assertThat(post("/admin/policies/apprentice/snapshots/" + snapshot + "/promote", "")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody|unless-worse|QUESTIONS|policy: \\\"nobody\\\", expected the name of a policy file",
                "auto|perhaps|QUESTIONS|promote: \\\"perhaps\\\", expected one of unless-worse, if-better, always, never",
                "auto|always|{}|line 1: id: missing, expected a string"
            })
    void train_wrongRequest_is400AndSaysWhatIsWrong(String policy, String promote, String body, String message)
            throws Exception {
        var refused = post(
                "/admin/policies/" + policy + "/train?promote=" + promote, body.replace("QUESTIONS", questions(8)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(message);
    }

    @Test
    void replay_hundredsOfDecisionsWithExploration_areIdentical() throws Exception {
        policy("curious", "score: {cluster: {}}\nexplore: {rate: 0.4}\nfallback: [local/generalist]");
        policy("steady", "score: {static: {}}\nobjective: {quality: 1, per-usd: 100}");
        var pipeline = service.getBean(Pipeline.class);
        var recorder = service.getBean(SpoolingRecorder.class);
        var ids = new java.util.ArrayList<String>();
        var prompts = heldOut(100).stream().map(Question::prompt).toList();
        for (var model : List.of("policy/curious", "policy/steady", "local/sums")) {
            for (var prompt : prompts) {
                var id = "replayed-" + ids.size();
                var query = query(id, model, prompt);
                var decision = pipeline.decide(query);
                recorder.record(new Recorder.Entry(
                        java.time.Instant.now(), query.caller(), decision, new Outcome(id, null, List.of())));
                ids.add(id);
            }
        }
        assertThat(recorder.flush(Duration.ofSeconds(20))).isTrue();
        var replay = service.getBean(Replay.class);

        assertThat(ids).allSatisfy(id -> {
            var verdict = replay.replay(id).orElseThrow();
            assertThat(verdict.problem()).isEmpty();
            assertThat(verdict.differences()).isEmpty();
            assertThat(verdict.identical()).isTrue();
        });
        var jdbc = service.getBean(Database.class).jdbc();
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
        assertThat(send("GET", "/admin/decisions/replayed-0/replay", key).body()).contains("\"identical\":true");
        assertThat(send("GET", "/admin/decisions/none/replay", key).statusCode()).isEqualTo(404);
    }

    @Test
    void judgedTraffic_triesDraftsTeachesAndShowsHealth() throws Exception {
        policy("lively", "score: {cluster: {clusters: 4}}\nexplore: {rate: 0.5}");
        judge("policy/lively", 400);

        var draft = "policy: draft\nscore: {cluster: {clusters: 4}}\nobjective: {quality: 1}\n";
        var tried = JSON.readTree(post("/admin/policies/lively/evaluate", draft).body());
        assertThat(tried.at("/supported").asBoolean()).as(tried.toString()).isTrue();
        assertThat(tried.at("/decisions").asInt()).isEqualTo(400);
        assertThat(tried.at("/quality/dr/mean").asDouble())
                .as("the best expert always, over half of the time")
                .isGreaterThan(tried.at("/quality/logged").asDouble());
        assertThat(tried.at("/quality/dr/low").asDouble())
                .isLessThan(tried.at("/quality/dr/high").asDouble());
        assertThat(post("/admin/policies/auto/evaluate", "policy: draft\nscore: {nonsense: {}}\n")
                        .body())
                .contains("nonsense");
        assertThat(post("/admin/policies/cheap/evaluate", draft).body()).contains("\"supported\":false");

        var asked = post("/admin/policies/lively/train?source=live&promote=always", "");
        var job = JSON.readTree(asked.body()).at("/id").asString("");
        var result = JSON.readTree(send("GET", "/admin/jobs/" + job + "/progress", key)
                .body()
                .lines()
                .reduce("", (_, line) -> line));
        assertThat(result.at("/promoted").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.at("/observations").asInt()).isBetween(200, 399);

        var health = JSON.readTree(send("GET", "/admin/policies/lively/health", key).body());
        assertThat(health.at("/snapshot").asString("")).isEqualTo(result.at("/snapshot").asString());
        assertThat(health.at("/recent_decisions").asInt()).isEqualTo(400);
        assertThat(health.at("/drift/jensen_shannon_bits").asDouble()).isBetween(0.0, 0.2);
    }

    /** Decisions that were made and judged, though nobody was asked: the reward is a coin that falls as expected. */
    private void judge(String model, int size) throws Exception {
        var pipeline = service.getBean(Pipeline.class);
        var recorder = service.getBean(SpoolingRecorder.class);
        var prompts = heldOut(size).stream().map(Question::prompt).toList();
        var coin = new java.util.SplittableRandom(7);
        for (int i = 0; i < size; i++) {
            var query = query("judged-" + i, model, prompts.get(i));
            var decision = pipeline.decide(query);
            var expert = decision.selection().choices().getFirst().expert();
            double expected = decision.candidates().stream()
                    .filter(candidate -> candidate.score().expert().equals(expert))
                    .mapToDouble(candidate -> candidate.score().quality())
                    .sum();
            var timing = new Attempt.Timing(java.time.Instant.now(), null, Duration.ofMillis(20));
            var attempt = new Attempt(expert, "default", timing, Usage.exact(9, 5), 100, null);
            recorder.record(new Recorder.Entry(
                    java.time.Instant.now(),
                    query.caller(),
                    decision,
                    new Outcome(query.id(), expert, List.of(attempt))));
            recorder.record(new Recorder.Feedback(
                    "f-" + i,
                    java.time.Instant.now(),
                    query.caller(),
                    query.id(),
                    coin.nextDouble() < expected ? 1 : 0,
                    ""));
        }
        assertThat(recorder.flush(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void wrongKey_isRefused() throws Exception {
        var request = HttpRequest.newBuilder(base.resolve("/v1/models"))
                .header("authorization", "Bearer sb-wrong")
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void keys_madeListedAndRevoked_workUntilRevoked() throws Exception {
        var made = post("/admin/keys", "{\"tenant\":\"acme\",\"name\":\"shop\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        var id = JSON.readTree(made.body()).at("/id").asString("");
        var clear = JSON.readTree(made.body()).at("/key").asString("");
        assertThat(send("GET", "/v1/models", clear).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/admin/keys", clear).statusCode()).isEqualTo(403);
        assertThat(send("GET", "/admin/keys", key).body())
                .contains("\"id\":\"" + id + "\",\"tenant\":\"acme\",\"name\":\"shop\",\"role\":\"caller\"")
                .doesNotContain(clear);

        assertThat(send("DELETE", "/admin/keys/" + id, key).statusCode()).isEqualTo(200);

        assertThat(send("GET", "/v1/models", clear).statusCode()).isEqualTo(401);
        assertThat(send("DELETE", "/admin/keys/" + id, key).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tenant\":\" \"}|tenant: blank, expected 1 to 100 characters",
                "{\"tenant\":\"LONG\"}|tenant: 101 characters, expected at most 100",
                "{\"name\":\"a\\u0000b\"}|name: holds a control character, expected none",
                "{\"admin\":\"perhaps\"}|admin: not of the expected type",
                "{\"tenant\":|The body is not valid JSON",
                "[]|The body is not of the expected shape",
                "''|The body is missing, expected JSON."
            })
    void keys_wrongRequest_is400AndSaysWhatIsWrong(String body, String message) throws Exception {
        var refused = post("/admin/keys", body.replace("LONG", "x".repeat(101)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"error\":{\"message\":\"" + message);
    }

    /** Puts a policy in force as an operator would, but does not wait for the next look at the files. */
    private void policy(String name, String body) throws IOException {
        Files.writeString(policies.resolve(name + ".yaml"), "policy: " + name + "\n" + body + "\n");
        assertThat(service.getBean(ConfigReload.class).reload().problem()).isEmpty();
    }

    private static String questions(int size) throws IOException {
        var lines = new StringBuilder();
        var questions = heldOut(size);
        for (int i = 0; i < size; i++) {
            var question = questions.get(i);
            lines.append(JSON.createObjectNode()
                            .put("id", question.id())
                            .put("prompt", question.prompt())
                            .put("answer", question.answer())
                            .put("split", i % 2 == 0 ? "train" : "test"))
                    .append('\n');
        }
        return lines.toString();
    }

    private static Query query(String id, String model, String prompt) {
        var payload = Payload.of("{}".getBytes(UTF_8), new Payload.Span(0, 0), Payload.Edit.NONE);
        return new Query(id, model, List.of(Turn.user(prompt)), Settings.DEFAULT, new Caller("t", "k"), payload);
    }

    private static List<Question> heldOut(int size) throws IOException {
        try (var file = WholeLineTest.class.getResourceAsStream("/questions/questions.jsonl")) {
            var test = QuestionFile.read(Objects.requireNonNull(file)).stream()
                    .filter(question -> question.split() == Question.Split.TEST)
                    .toList();
            return IntStream.range(0, size)
                    .mapToObj(i -> test.get(i * test.size() / size))
                    .toList();
        }
    }

    private HttpResponse<String> ask(String question) throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("model", "auto");
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return post("/v1/chat/completions", body.toString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body, UTF_8))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String as) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Bearer " + as)
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String lastLine(HttpResponse<String> reply) {
        JsonNode content = JSON.readTree(reply.body()).at("/choices/0/message/content");
        return content.asString("").lines().reduce("", (_, line) -> line);
    }
}
