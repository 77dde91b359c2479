package dev.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Ability;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Who may steer. */
final class SteeringsTest extends GatewayTest {

    private HttpResponse<String> ask(String key, String steering) throws Exception {
        return send(
                CHAT,
                request -> request.setHeader("authorization", "Bearer " + key)
                        .header(Steerings.HEADER, steering)
                        .POST(HttpRequest.BodyPublishers.ofString(chat(""))));
    }

    @Test
    void complete_ordinaryKey_isRefusedAndNothingIsAsked() throws Exception {
        pipeline.behave((_, _, _) -> {
            throw new AssertionError("asked");
        });
        var response = ask(GatewayTestServer.KEY, "german");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body())
                .contains("\"code\":\"insufficient_permissions\"")
                .contains("x-signalbox-steering: this needs a key that may steer.");
        assertThat(ledger.used).isEmpty();
    }

    @Test
    void complete_keyThatMaySteer_queryIsSteeredAndTheUseWrittenDown() throws Exception {
        assertThat(ask(GatewayTestServer.STEERER_KEY, "german").statusCode()).isEqualTo(200);
        assertThat(pipeline.last().settings().steering()).isEqualTo("german");
        assertThat(pipeline.last().settings().needs()).contains(Ability.STEERING);
        assertThat(ledger.used).containsExactly("key-4 german");
        assertThat(ask(GatewayTestServer.ADMIN_KEY, "german").statusCode()).isEqualTo(200);
        assertThat(ledger.used).containsExactly("key-4 german", "key-2 german");
    }

    @Test
    void complete_withoutTheHeader_nothingIsSteered() throws Exception {
        assertThat(post(CHAT, chat("")).statusCode()).isEqualTo(200);
        assertThat(pipeline.last().settings().steering()).isNull();
        assertThat(ledger.used).isEmpty();
    }

    @Test
    void complete_nameTooLong_isRefusedByField() throws Exception {
        assertThat(ask(GatewayTestServer.STEERER_KEY, "x".repeat(101)).body())
                .contains("\"param\":\"x-signalbox-steering\"");
    }

    @Test
    void metrics_keyThatMaySteer_isRefused() throws Exception {
        var response = send(
                "/metrics",
                request -> request.setHeader("authorization", "Bearer " + GatewayTestServer.STEERER_KEY)
                        .GET());
        assertThat(response.statusCode()).isEqualTo(403);
    }
}
