package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UpstreamTest {

    private final Upstream upstream = Upstream.open(0);

    UpstreamTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        upstream.close();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + upstream.port() + "/v1/chat/completions");
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void whole_request_answersAboutNineHundredBytes() throws IOException, InterruptedException {
        assertThat(post("{}").body())
                .hasSizeBetween(850, 1000)
                .contains("\"usage\"")
                .endsWith("}");
    }

    @Test
    void stream_request_answersSixtyChunks() throws IOException, InterruptedException {
        var events = new AtomicInteger();
        post("{\"stream\":true}")
                .body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(_ -> events.incrementAndGet());

        assertThat(events).hasValue(60);
    }
}
