package dev.signalbox.moe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.Generation.Counts;
import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.Generation.Token;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.worker.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dialect as any HTTP client would see it, without a model behind it. */
@Timeout(20)
final class WorkerServiceTest {

    private final WorkerService service = new WorkerService(new SplittableRandom(1));
    private final AtomicReference<Duration> step = new AtomicReference<>(Duration.ZERO);
    private final Echo echo = new Echo();
    private LoopbackServer server;

    /** Ten tokens; every character of a prompt is one; replies with "ok" until it is cancelled or has written enough. */
    private static final class Echo implements ExpertRuntime {
        private volatile boolean closed;

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public int[] tokenize(Prompt prompt) {
            return new int[prompt.pieces().getFirst().text().length()];
        }

        @Override
        public int vocabularySize() {
            return 10;
        }

        @Override
        public void check(Generation.Order order) {
            if (order.grammar() != null) {
                throw new IllegalArgumentException("cannot use the grammar");
            }
        }

        @Override
        public Runnable start(Generation generation) {
            int prompt = generation.prompt().length;
            int most = generation.order().maxTokens();
            for (int i = 0; i < Math.min(most, 3); i++) {
                generation.tell(new Token(i == 0 ? "ok" : "", Optional.empty()));
            }
            if (most > 3) {
                return () -> {
                    if (!generation.isCancelled()) {
                        generation.cancel();
                        generation.tell(new Done(End.CANCELLED, "", new Counts(prompt, 1, 4)));
                    }
                };
            }
            generation.tell(new Done(End.LENGTH, "!", new Counts(prompt, 1, most)));
            return () -> {};
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = LoopbackServer.open("t", service);
    }

    private void load() {
        load(null);
    }

    private void load(GateTerms gate) {
        var shape = new LocalRuntime.Shape(
                Path.of("/models/m.gguf"), 2, 3, 1, 8, null, Placement.DEFAULT, RuntimeKind.WORKER, GateUse.NONE);
        service.serve(
                new WorkerService.Loaded(echo, shape, gate, new AdapterTally(), step::get, Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private String ask(String call, String body) throws IOException {
        try (var socket = begin(call, body)) {
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket begin(String call, String body) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        var bytes = body.getBytes(UTF_8);
        var head = call + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    @Test
    void health_anyState_isTold() throws IOException {
        assertThat(ask("GET /health", "")).startsWith("HTTP/1.1 503").contains("Loading model");
        load();
        assertThat(ask("GET /health", "")).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"ok\"}");
        step.set(Duration.ofSeconds(31));
        assertThat(ask("GET /health", ""))
                .startsWith("HTTP/1.1 503")
                .contains("a native call has not returned for 31 s");
    }

    @Test
    void health_modelFailed_saysSo() throws IOException {
        load();
        echo.close();
        assertThat(ask("GET /health", "")).startsWith("HTTP/1.1 503").contains("out of service");
    }

    @Test
    void health_modelRefused_saysWhy() throws IOException {
        service.refuse("no such tensor");
        assertThat(ask("GET /health", "")).startsWith("HTTP/1.1 500").contains("no such tensor");
    }

    @Test
    void props_andModels_describeTheModel() throws IOException {
        load();
        assertThat(ask("GET /props", "")).contains("\"total_slots\":6", "\"n_ctx\":8", "/models/m.gguf");
        assertThat(ask("GET /v1/models", "")).contains("\"id\":\"m.gguf\"", "\"n_vocab\":10");
    }

    @Test
    void tokenize_text_givesTokens() throws IOException {
        load();
        assertThat(ask("POST /tokenize", "{\"content\":\"abc\"}")).endsWith("{\"tokens\":[0,0,0]}");
        assertThat(ask("POST /tokenize", "{}")).startsWith("HTTP/1.1 400").contains("content: expected text");
    }

    @Test
    void completion_whole_saysItAll() throws IOException {
        load();
        assertThat(ask("POST /completion", "{\"prompt\":\"abc\",\"n_predict\":2}"))
                .contains("\"content\":\"ok!\"")
                .contains("\"stop_type\":\"limit\"")
                .contains("\"tokens_predicted\":2,\"tokens_evaluated\":3")
                .contains("\"cache_n\":1,\"prompt_n\":2");
    }

    @Test
    void completion_streamed_isOneEventPerTokenAndTheLast() throws IOException {
        load();
        var reply = ask("POST /completion", "{\"prompt\":[1,2],\"n_predict\":3,\"stream\":true}");
        assertThat(reply).contains("text/event-stream");
        assertThat(List.of(reply.split("data: ", -1))).hasSize(1 + 3 + 1);
    }

    @Test
    void completion_clientClosesItsHalf_isCancelledAndToldWhatWasUsed() throws IOException {
        load();
        try (var socket = begin("POST /completion", "{\"prompt\":[1,2],\"n_predict\":6,\"stream\":true}")) {
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .contains("\"stop_type\":\"none\",\"tokens_predicted\":4,\"tokens_evaluated\":2");
        }
    }

    @Test
    void completion_whatNativeCodeWouldNotSurvive_refusedByName() throws IOException {
        load();
        var wrong = new String[][] {
            {"{\"prompt\":[10]}", "prompt: token 10, expected 0 to 9"},
            {"{\"prompt\":[-1]}", "prompt: token -1, expected 0 to 9"},
            {"{\"prompt\":[1],\"logit_bias\":[[10,1]]}", "logit_bias: token 10, expected 0 to 9"},
            {"{\"prompt\":\"abcdefgh\"}", "prompt: 8 tokens, expected fewer than 8"},
            {"{\"prompt\":\"\"}", "prompt: expected at least one token"},
            {"{\"prompt\":[1],\"grammar\":\"x\"}", "cannot use the grammar"},
            {"{\"prompt\":[1],\"top_p\":7}", "top_p: 7.0"},
            {"nonsense", "no JSON"}
        };
        for (var each : wrong) {
            assertThat(ask("POST /completion", each[0]))
                    .as(each[0])
                    .startsWith("HTTP/1.1 400")
                    .contains(each[1]);
        }
        assertThat(ask("GET /slots", "")).startsWith("HTTP/1.1 404");
    }

    @Test
    void completion_steeringThatTheModelCannotHave_refusedByName() throws IOException {
        load(new GateTerms(new GateShape(2, 4), 2));
        var wrong = new String[][] {
            {"{\"2\":{\"mask\":[0]}}", "layer 2, expected 0 to 1"},
            {"{\"0\":{\"mask\":[4]}}", "mask names expert 4, expected 0 to 3"},
            {"{\"0\":{\"mask\":[0,1,2]}}", "1 of 4 experts are left"},
            {"{\"0\":{\"mask\":[\"0\"]}}", "steering: mask, expected numbers"},
            {"{\"0\":{\"bias\":{\"0\":\"1\"}}}", "steering: bias, expected numbers"},
            {"{\"x\":{}}", "steering: a key that is no number"}
        };
        for (var each : wrong) {
            var body = "{\"prompt\":[1],\"steering\":{\"name\":\"s\",\"layers\":" + each[0] + "}}";
            assertThat(ask("POST /completion", body)).startsWith("HTTP/1.1 400").contains(each[1]);
        }
    }

    @Test
    void completion_gateOfAModelWhoseGatesAreLeftAlone_refused() throws IOException {
        load();
        assertThat(ask("POST /completion", "{\"prompt\":[1],\"watch\":true}"))
                .startsWith("HTTP/1.1 400")
                .contains("steering, watch: expected neither");
    }

    @Test
    void completion_noTokensWanted_checksAlone() throws IOException {
        load();
        assertThat(ask("POST /completion", "{\"prompt\":[1],\"n_predict\":0}"))
                .contains("\"tokens_predicted\":0,\"tokens_evaluated\":0");
    }
}
