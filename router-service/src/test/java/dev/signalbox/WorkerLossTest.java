package dev.signalbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.bench.RandomMoe;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.LocalStanding;
import dev.signalbox.moe.gate.Passage;
import dev.signalbox.moe.gate.Phase;
import dev.signalbox.moe.gate.RoutingSink;
import dev.signalbox.moe.gate.TokenRouting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** What a caller sees when the process that computes their reply is killed. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerLossTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PARAMETERS = 20_000_000;

    /** Many chunks of prompt are left to read when the first is seen. */
    private static final String LONG_QUESTION = "Who is it that ends before the end of this? ".repeat(40);

    private RunningService service;
    private Killing killing;
    private int asked;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        service = RunningService.start(home);
        var victim = RandomMoe.write(home.resolve("victim.gguf"), RandomMoe.Shape.of(PARAMETERS));
        var spare = RandomMoe.write(home.resolve("spare.gguf"), RandomMoe.Shape.of(1));
        service.freshExperts("""
                - name: local/victim
                  local: {file: "%s", slots: 1, runtime: worker, load: start, gate: {telemetry: 1}}
                  limits: {context: 4000, output: 400, reads: question}
                  retry: {attempts: 1}
                - name: local/spare
                  local: {file: "%s", slots: 1, runtime: in-process}
                  limits: {context: 4000, output: 400, reads: question}
                """.formatted(victim, spare));
        service.policy("careful", "experts: [local/victim]\nscore: {static: {}}\nfallback: [local/spare]");
        killing = new Killing(service.bean(LocalProvider.class));
        service.bean(LocalProvider.class).trace("victim", killing);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** Kills the worker when a token of a place is routed, before anything that comes after it is heard of. */
    private static final class Killing implements RoutingSink {

        private final LocalProvider provider;
        private final AtomicInteger kills = new AtomicInteger();
        private volatile Phase phase = Phase.PROMPT;
        private volatile int position = Integer.MAX_VALUE;

        Killing(LocalProvider provider) {
            this.provider = provider;
        }

        void at(Phase wanted, int place) {
            kills.set(0);
            phase = wanted;
            position = place;
        }

        @Override
        public void routed(Passage passage, TokenRouting routing) {
            if (routing.phase() == phase && routing.position() == position) {
                position = Integer.MAX_VALUE;
                provider.standings().stream()
                        .map(LocalStanding::worker)
                        .flatMap(Optional::stream)
                        .forEach(worker ->
                                ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly());
                kills.incrementAndGet();
            }
        }
    }

    /** Nothing of it is known from the question before. */
    private HttpResponse<String> ask(boolean stream) throws IOException, InterruptedException {
        var body = JSON.createObjectNode()
                .put("model", "policy/careful")
                .put("stream", stream)
                .put("max_tokens", 60);
        body.putArray("messages").addObject().put("role", "user").put("content", ++asked + LONG_QUESTION);
        return service.post("/v1/chat/completions", body.toString());
    }

    private static void assertFrom(String expert, HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-signalbox-expert")).hasValue(expert);
    }

    @Test
    void ask_workerKilledBeforeItsFirstToken_fallbackAnswers() throws Exception {
        for (var stream : new boolean[] {false, true}) {
            killing.at(Phase.PROMPT, 0);
            var reply = ask(stream);
            assertThat(killing.kills).hasValue(1);
            assertFrom("local/spare", reply);
            if (stream) {
                assertThat(reply.body()).doesNotContain("\"error\"").endsWith("data: [DONE]\n\n");
            }
            assertFrom("local/victim", ask(stream));
        }
    }

    @Test
    void ask_workerKilledAfterItsFirstToken_streamEndsWithAnErrorAndIsNotDone() throws Exception {
        killing.at(Phase.REPLY, 20);
        var reply = ask(true);
        assertThat(killing.kills).hasValue(1);
        assertFrom("local/victim", reply);
        assertThat(reply.body())
                .contains("chat.completion.chunk")
                .contains("data: {\"error\":")
                .doesNotContain("[DONE]");
        assertFrom("local/victim", ask(true));
    }
}
