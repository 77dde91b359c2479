package dev.signalbox.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A test against the running gateway, over real connections. One server serves all such tests. */
@SpringBootTest(
        classes = GatewayTestServer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.threads.virtual.enabled=true",
            "spring.servlet.multipart.enabled=false",
            "signalbox.gateway.max-body=64KB"
        })
abstract class GatewayTest {

    static final String CHAT = "/v1/chat/completions";

    @Autowired
    FakePipeline pipeline;

    @Autowired
    GatewayTestServer.FakeRecorder recorder;

    @Autowired
    GatewayTestServer.FakeReadiness readiness;

    @Autowired
    GatewayTestServer.FakeLedger ledger;

    @LocalServerPort
    int port;

    private HttpClient client;

    @BeforeEach
    void open() {
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void restore() {
        client.close();
        pipeline.behave(FakePipeline::echo);
        readiness.missing.set("");
        recorder.feedback.clear();
        ledger.used.clear();
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(path, request -> request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(path, HttpRequest.Builder::GET);
    }

    /** With a valid key; {@code more} may replace it. */
    HttpResponse<String> send(String path, Consumer<HttpRequest.Builder> more)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("content-type", "application/json")
                .setHeader("authorization", "Bearer " + GatewayTestServer.KEY);
        more.accept(request);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    static String chat(String more) {
        return "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"What is 4 + 3?\"}]" + more + "}";
    }
}
