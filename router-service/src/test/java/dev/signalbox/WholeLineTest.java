package dev.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.evaluate.ExactMatch;
import dev.signalbox.store.Database;
import dev.signalbox.telemetry.SpoolingRecorder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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

/** The whole line as it ships: an empty home, embedded PostgreSQL, local experts, the trained default policy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WholeLineTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunningService service;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        service = RunningService.start(home);
    }

    @AfterAll
    void stop() {
        service.close();
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

        var reply = service.post("/v1/chat/completions", body.toString());

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(lastLine(reply)).isEqualTo("432");
    }

    @Test
    void auto_heldOutQuestions_answersNineInTenRight() throws Exception {
        var grader = new ExactMatch(false);
        double right = 0;
        var sample = LabelledQuestions.heldOut(120);
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
        var feedback = service.post("/v1/feedback", "{\"decision\":\"" + decision + "\",\"reward\":1}");
        assertThat(feedback.statusCode()).isEqualTo(202);
        assertThat(service.bean(SpoolingRecorder.class).flush(Duration.ofSeconds(20)))
                .isTrue();
        var jdbc = service.bean(Database.class).jdbc();
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
        var reply = service.post(
                "/v1/chat/completions",
                "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"What is 3 + 4?\"}]}");
        assertThat(reply.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(reply.body()).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
    }

    @Test
    void metrics_afterARequest_tellOfItWithItsPolicyExpertAndStatus() throws Exception {
        ask("What is 20 + 22?");
        var made = JSON.readTree(service.post("/admin/keys", "{\"name\":\"scraper\",\"metrics\":true}")
                .body());
        var metrics = service.send("GET", "/metrics", made.at("/key").asString(""));

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .containsPattern(
                        "signalbox_requests_seconds_count\\{expert=\"local/sums\",policy=\"auto\",status=\"answered\"} [1-9]")
                .containsPattern("signalbox_attempts_seconds_bucket\\{.*expert=\"local/sums\".*le=\"60.0\"} [1-9]")
                .containsPattern(
                        "signalbox_http_requests_seconds_count\\{route=\"/v1/chat/completions\",status=\"200\"} [1-9]")
                .containsPattern("signalbox_breakers\\{state=\"closed\"} [1-9]")
                .contains("signalbox_breaker_state{deployment=")
                .contains("signalbox_records_spooled_bytes");
    }

    @Test
    void config_inForce_namesItsFiles() throws Exception {
        var config = JSON.readTree(
                service.send("GET", "/admin/config", service.key()).body());

        assertThat(config.at("/current").asBoolean()).isTrue();
        assertThat(config.at("/problems")).isEmpty();
        assertThat(config.at("/in_force")
                        .valueStream()
                        .map(file -> file.at("/name").asString()))
                .contains("", "auto", "best", "cheap");
    }

    @Test
    void localModels_always_areListedWithTheirMemory() throws Exception {
        var local =
                JSON.readTree(service.send("GET", "/admin/local", service.key()).body());

        assertThat(local.at("/memory_bytes").asLong()).isPositive();
        assertThat(local.at("/models")
                        .valueStream()
                        .map(model -> model.at("/state").asString()))
                .containsOnly("loaded");
    }

    @Test
    void wrongKey_isRefused() throws Exception {
        assertThat(service.send("GET", "/v1/models", "sb-wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void keys_madeListedAndRevoked_workUntilRevoked() throws Exception {
        var made = service.post("/admin/keys", "{\"tenant\":\"acme\",\"name\":\"shop\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        var id = JSON.readTree(made.body()).at("/id").asString("");
        var clear = JSON.readTree(made.body()).at("/key").asString("");
        assertThat(service.send("GET", "/v1/models", clear).statusCode()).isEqualTo(200);
        assertThat(service.send("GET", "/admin/keys", clear).statusCode()).isEqualTo(403);
        assertThat(service.send("GET", "/admin/keys", service.key()).body())
                .contains("\"id\":\"" + id + "\",\"tenant\":\"acme\",\"name\":\"shop\",\"role\":\"caller\"")
                .doesNotContain(clear);

        assertThat(service.send("DELETE", "/admin/keys/" + id, service.key()).statusCode())
                .isEqualTo(200);

        assertThat(service.send("GET", "/v1/models", clear).statusCode()).isEqualTo(401);
        assertThat(service.send("DELETE", "/admin/keys/" + id, service.key()).statusCode())
                .isEqualTo(404);
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
        var refused = service.post("/admin/keys", body.replace("LONG", "x".repeat(101)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"error\":{\"message\":\"" + message);
    }

    private HttpResponse<String> ask(String question) throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("model", "auto");
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return service.post("/v1/chat/completions", body.toString());
    }

    private static String lastLine(HttpResponse<String> reply) {
        JsonNode content = JSON.readTree(reply.body()).at("/choices/0/message/content");
        return content.asString("").lines().reduce("", (_, line) -> line);
    }
}
