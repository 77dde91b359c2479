package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the gateway refuses, as a client sees it. */
final class GatewayErrorsTest extends GatewayTest {

    @Test
    void chat_noKey_is401() throws Exception {
        var response = raw("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(response)
                .startsWith("HTTP/1.1 401")
                .containsIgnoringCase("www-authenticate: Bearer")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .doesNotContainIgnoringCase("\r\nserver:")
                .contains("\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"missing_api_key\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer sk-revoked", "bearer sk-unknown"})
    void chat_unknownKey_is401(String authorization) throws Exception {
        var response = send(
                CHAT,
                request -> request.setHeader("authorization", authorization).POST(BodyPublishers.ofString(chat(""))));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("\"code\":\"invalid_api_key\"").doesNotContain("sk-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic abc", "Bearer"})
    void chat_noBearer_is401(String authorization) throws Exception {
        var response = send(
                CHAT,
                request -> request.setHeader("authorization", authorization).POST(BodyPublishers.ofString(chat(""))));

        assertThat(response.body()).contains("\"code\":\"missing_api_key\"");
    }

    @Test
    void chat_keyInOtherHeader_isTaken() throws Exception {
        var body = chat("");
        var response = raw("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Api-Key: "
                + GatewayTestServer.KEY + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(response).startsWith("HTTP/1.1 200");
        assertThat(pipeline.last().caller().tenant()).isEqualTo("acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/keys", "/admin", "/%61dmin/keys", "/x/../admin/keys", "//admin/x", "/admin%2Fx"})
    void admin_plainKey_is403(String path) throws Exception {
        var response = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + GatewayTestServer.KEY + "\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 403").contains("\"code\":\"insufficient_permissions\"");
    }

    @Test
    void admin_adminKey_passes() throws Exception {
        var response = send(
                "/admin/nothing",
                request -> request.setHeader("authorization", "Bearer " + GatewayTestServer.ADMIN_KEY));

        assertThat(response.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/nothing,404,unknown_url,GET /v1/nothing",
        "GET,/v1/chat/completions,405,method_not_supported,expected POST",
        "POST,/v1/models,405,method_not_supported,expected GET",
        "GET,/nothing,404,unknown_url,GET /nothing",
        "GET,/v1/models/none,404,model_not_found,none"
    })
    void send_wrongPathOrMethod_isNamed(String method, String path, int status, String code, String message)
            throws Exception {
        var response = send(path, request -> request.method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"").contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/refused?number=7,409,number 7 is taken",
        "/v1/refused,400,Required parameter 'number' is not present.",
        "/v1/refused?number=x,400,The request was refused with status 400."
    })
    void send_frameworkRefuses_isInOpenAiFormat(String path, int status, String message) throws Exception {
        var response = get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":{\"message\":\"" + message + "\"");
    }

    @Test
    void chat_unknownModel_is404() throws Exception {
        var response = post(CHAT, chat("").replace("auto", "gpt-\\ud800\\\"9"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"code\":\"model_not_found\"").contains("gpt-?\\\"9");
    }

    @Test
    void chat_malformed_is400InOpenAiFormat() throws Exception {
        var response = post(CHAT, "{\"model\": nope}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body())
                .startsWith("{\"error\":{\"message\":\"The body is not valid JSON: line 1, column ")
                .endsWith("\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "nonsense",
                "application/json; charset=utf-16"
            })
    void chat_wrongContentType_isTolerated(String type) throws Exception {
        var response =
                send(CHAT, request -> request.setHeader("content-type", type).POST(BodyPublishers.ofString(chat(""))));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("What is 4 + 3?");
    }

    @Test
    void chat_compressedBody_is415() throws Exception {
        var response = send(
                CHAT, request -> request.header("content-encoding", "gzip").POST(BodyPublishers.ofString(chat(""))));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void chat_oversizeAnnounced_is413() throws Exception {
        assertTooLarge(post(CHAT, chat(",\"x\":\"" + "y".repeat(64 * 1024) + "\"")));
    }

    @Test
    void chat_oversizeChunked_is413() throws Exception {
        var body = chat(",\"x\":\"" + "y".repeat(64 * 1024) + "\"").getBytes(UTF_8);

        assertTooLarge(send(
                CHAT, request -> request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))));
    }

    @Test
    void chat_chunkedUpToTheBound_isTaken() throws Exception {
        var base = chat(",\"x\":\"\"");
        var body =
                chat(",\"x\":\"" + "y".repeat(64 * 1024 - base.length()) + "\"").getBytes(UTF_8);

        var response =
                send(CHAT, request -> request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(pipeline.last().payload().size()).isEqualTo(64 * 1024);
    }

    @Test
    void chat_manyChunks_areOneBody() throws Exception {
        var body = new StringBuilder();
        chat("").chars().forEach(c -> body.append("1\r\n").append((char) c).append("\r\n"));

        var response = raw("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + GatewayTestServer.KEY + "\r\nTransfer-Encoding: chunked\r\n\r\n" + body + "0\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 200").contains("What is 4 + 3?");
    }

    @Test
    void chat_bodyCutShort_is400() throws Exception {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5000);
            var head = "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + GatewayTestServer.KEY
                    + "\r\nContent-Length: 100\r\n\r\n{\"model\"";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.shutdownOutput();

            // The server itself notices, so it says so by way of its error page: in our format all the same.
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("{\"error\":{\"message\":\"The request was refused with status 400.\",")
                    .contains("\"type\":\"invalid_request_error\"");
        }
    }

    @Test
    void server_brokenRequestLine_revealsNothing() throws Exception {
        var response = raw("NONSENSE\r\n\r\n");

        assertThat(response)
                .startsWith("HTTP/1.1 400")
                .doesNotContainIgnoringCase("tomcat")
                .doesNotContain("at org.");
    }

    private static void assertTooLarge(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body())
                .contains("The body is longer than 65536 bytes.")
                .contains("\"code\":\"request_too_large\"");
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** A controller that refuses in the framework's way, as those of other packages do. */
    @RestController
    static final class Refusing {
        @GetMapping("/v1/refused")
        void refuse(@RequestParam int number) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "number " + number + " is taken");
        }
    }
}
