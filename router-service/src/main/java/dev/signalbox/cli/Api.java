package dev.signalbox.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running service as its HTTP API shows it. A refusal or a missing service ends the verb with a clear sentence. */
final class Api {

    static final JsonMapper JSON = JsonMapper.shared();
    private final URI base;
    private final Optional<String> key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Api(URI base, Optional<String> key) {
        this.base = base;
        this.key = key;
    }

    /** The path of what the service knows of a policy. */
    static String policy(String name, String rest) {
        return "/admin/policies/" + encoded(name) + rest;
    }

    /** As a part of a path or a value in a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    URI base() {
        return base;
    }

    /**
     * A reply that succeeded.
     *
     * @param body as read: text, or lines that are still arriving
     */
    record Answer<T>(HttpHeaders headers, T body) {
        Optional<String> header(String name) {
            return headers.firstValue(name);
        }
    }

    /** The status and body of a plain GET without the key; empty while nobody listens. */
    Optional<HttpResponse<String>> probe(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return Optional.of(client.send(request, BodyHandlers.ofString()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    JsonNode get(String path) {
        return parse(send(request(path).build(), BodyHandlers.ofString()).body());
    }

    void delete(String path) {
        send(request(path).DELETE().build(), BodyHandlers.ofString());
    }

    Answer<JsonNode> post(String path, JsonNode body, Map<String, String> headers) {
        var answer = send(posting(path, BodyPublishers.ofString(body.toString()), headers), BodyHandlers.ofString());
        return new Answer<>(answer.headers(), parse(answer.body()));
    }

    /** As {@link #post}, but a refusal is handed back as it is. */
    Answer<JsonNode> postOrRefusal(String path, JsonNode body, Map<String, String> headers) {
        var request = posting(path, BodyPublishers.ofString(body.toString()), headers);
        var response = exchange(request, BodyHandlers.ofString());
        return new Answer<>(response.headers(), parse(response.body()));
    }

    /** A body as it is, such as a file. */
    JsonNode upload(String path, BodyPublisher body) {
        return parse(
                send(posting(path, body, Map.of()), BodyHandlers.ofString()).body());
    }

    /** Lines as they arrive, of what is there; to be closed. */
    Answer<Stream<String>> lines(String path) {
        return send(request(path).build(), BodyHandlers.ofLines());
    }

    /** Lines as they arrive; to be closed. */
    Answer<Stream<String>> stream(String path, BodyPublisher body, Map<String, String> headers) {
        return send(posting(path, body, headers), BodyHandlers.ofLines());
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            throw VerbException.failed("The service answered with something other than JSON: " + clip(text));
        }
    }

    private HttpRequest posting(String path, BodyPublisher body, Map<String, String> headers) {
        var builder = request(path).header("Content-Type", "application/json").POST(body);
        headers.forEach(builder::header);
        return builder.build();
    }

    private HttpRequest.Builder request(String path) {
        var builder = HttpRequest.newBuilder(base.resolve(path));
        key.ifPresent(value -> builder.header("Authorization", "Bearer " + value));
        return builder;
    }

    private <T> Answer<T> send(HttpRequest request, BodyHandler<T> handler) {
        var response = exchange(request, handler);
        if (response.statusCode() >= 400) {
            throw refused(response);
        }
        return new Answer<>(response.headers(), response.body());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (ConnectException _) {
            throw new VerbException(
                    VerbException.NOT_RUNNING, "No Signalbox is running at " + base + ". Start it: ./signalbox up");
        } catch (IOException e) {
            throw VerbException.failed("The connection to " + base + " broke: " + e);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private static <T> VerbException refused(HttpResponse<T> response) {
        var text = switch (response.body()) {
            case Stream<?> lines -> lines.map(String::valueOf).collect(Collectors.joining("\n"));
            case T body -> String.valueOf(body);
        };
        return VerbException.failed("The service refused (" + response.statusCode() + "): " + errorMessage(text));
    }

    /** The message inside an OpenAI error body, or the body itself. */
    static String errorMessage(String text) {
        try {
            var message = JSON.readTree(text).path("error").path("message");
            return message.isString() ? message.asString() : clip(text);
        } catch (JacksonException _) {
            return clip(text);
        }
    }

    private static String clip(String text) {
        return text.length() > 400 ? text.substring(0, 400) + "…" : text;
    }

    private static VerbException interrupted() {
        Thread.currentThread().interrupt();
        return VerbException.failed("interrupted");
    }
}
