package dev.signalbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.evaluate.ExactMatch;
import dev.signalbox.learning.Question;
import dev.signalbox.learning.QuestionFile;
import dev.signalbox.store.Database;
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
    private String key;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        service = SpringApplication.run(
                SignalboxApplication.class, "--signalbox.home=" + home, "--server.port=0", "--logging.level.root=warn");
        base = URI.create(
                "http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
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
