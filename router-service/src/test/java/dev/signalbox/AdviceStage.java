package dev.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.store.Database;
import dev.signalbox.telemetry.SpoolingRecorder;
import dev.signalbox.testing.Chat;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A running service with a judge and two experts behind fresh upstreams; {@code up-b} is declared the better one. */
final class AdviceStage implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    final FaultServer judge;
    final FaultServer upA;
    final FaultServer upB;
    private final RunningService service;

    AdviceStage(RunningService service) throws IOException {
        this.service = service;
        judge = FaultServer.start();
        upA = FaultServer.start().always(Script.json(Chat.reply("a answers", 10, 5)));
        upB = FaultServer.start().always(Script.json(Chat.reply("b answers", 10, 5)));
        service.freshExperts("""
                - name: judge
                  openai: {base-url: "%s"}
                  abilities: [vision, json]
                  price: {input: 1, output: 2}
                  retry: {attempts: 1}
                  tags: [eu]
                - name: up-a
                  description: Sums
                  openai: {base-url: "%s"}
                  price: {input: 1, output: 2}
                  declared: {quality: 0.5}
                  retry: {attempts: 1}
                  tags: [eu]
                - name: up-b
                  description: Stories
                  openai: {base-url: "%s"}
                  price: {input: 1, output: 2}
                  declared: {quality: 0.8}
                  abilities: [logprobs, vision]
                  retry: {attempts: 1}
                  tags: [eu]
                - name: foreign
                  openai: {base-url: "%s"}
                """.formatted(judge.baseUrl(), upA.baseUrl(), upB.baseUrl(), judge.baseUrl()));
        service.policy("judged", "experts: [up-a, up-b]\nscore: {llm: {judge: judge, within: 250ms}}");
    }

    static Script says(String text) {
        return Script.json(Chat.reply(text.replace("\\", "\\\\").replace("\"", "\\\""), 100, 20));
    }

    HttpResponse<String> ask(String question) throws IOException, InterruptedException {
        return ask("policy/judged", question, service.key());
    }

    HttpResponse<String> ask(String model, String question, String as) throws IOException, InterruptedException {
        return service.post("/v1/chat/completions", body(model, question), as);
    }

    static String body(String model, String question) {
        var body = JSON.createObjectNode().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return body.toString();
    }

    static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue("x-signalbox-" + name).orElse("");
    }

    /** What is on record of a decision. */
    JsonNode advice(String decision) {
        flush();
        return JSON.readTree(service.bean(Database.class)
                        .jdbc()
                        .sql("SELECT features FROM decisions WHERE query_id = ?")
                        .param(decision)
                        .query(String.class)
                        .single())
                .path("advice");
    }

    List<Map<String, Object>> attempts(String decision) {
        flush();
        return service.bean(Database.class)
                .jdbc()
                .sql("SELECT expert, purpose, micro_usd, failure FROM attempts WHERE query_id = ? ORDER BY ordinal")
                .param(decision)
                .query()
                .listOfRows();
    }

    void flush() {
        assertThat(service.bean(SpoolingRecorder.class).flush(Duration.ofSeconds(20)))
                .isTrue();
    }

    /** The first row of a query, once it is there. */
    String firstRow(String sql) {
        var jdbc = service.bean(Database.class).jdbc();
        return await().atMost(SOON)
                .until(() -> jdbc.sql(sql).query(String.class).list(), rows -> !rows.isEmpty())
                .getFirst();
    }

    @Override
    public void close() {
        judge.close();
        upA.close();
        upB.close();
    }
}
