package dev.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models, feedback, health. */
final class SideDoorsTest extends GatewayTest {

    private static final String FEEDBACK = "/v1/feedback";

    @Test
    void models_list_hasPoliciesAndExperts() throws Exception {
        var response = get("/v1/models");

        assertThat(response.body())
                .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"auto\",\"object\":\"model\",\"created\":")
                .contains("\"owned_by\":\"signalbox\",\"description\":\"the default policy\",\"kind\":\"policy\"}")
                .contains("{\"id\":\"local/sums\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/local/sums", "/v1/models/local%2Fsums", "/v1/models/local%2fsums"})
    void models_nameWithSlash_isFound(String path) throws Exception {
        var response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"id\":\"local/sums\",\"object\":\"model\"")
                .contains("\"expert\"");
    }

    @Test
    void feedback_reward_isRecordedForTheTenant() throws Exception {
        var response = post(FEEDBACK, "{\"decision\":\"req_1\",\"reward\":0.25,\"comment\":\"so so\",\"id\":\"mine\"}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body())
                .isEqualTo("{\"object\":\"feedback\",\"id\":\"mine\",\"decision\":\"req_1\",\"reward\":0.25}");
        var given = recorder.feedback.remove();
        assertThat(given.id()).isEqualTo("acme/mine");
        assertThat(given.queryId()).isEqualTo("req_1");
        assertThat(given.reward()).isEqualTo(0.25);
        assertThat(given.comment()).isEqualTo("so so");
        assertThat(given.caller().keyId()).isEqualTo("key-1");
    }

    @ParameterizedTest
    @CsvSource({"good,1.0", "bad,0.0"})
    void feedback_rating_isReward(String rating, double reward) throws Exception {
        post(FEEDBACK, "{\"rating\":\"" + rating + "\",\"decision\":\"req_1\"}");

        var given = recorder.feedback.remove();
        assertThat(given.reward()).isEqualTo(reward);
        assertThat(given.id()).startsWith("acme/fb_");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"reward\":1}|decision: missing, expected the x-signalbox-decision of a reply",
                "{\"decision\":\"a\"}|reward: missing, expected a number in [0, 1], or a rating, good or bad",
                "{\"decision\":\"a\",\"reward\":1.5}|reward: number 1.5, expected a number in [0, 1]",
                "{\"decision\":\"a\",\"reward\":\"1\"}|expected a number in [0, 1]",
                "{\"decision\":\"a\",\"rating\":\"fine\"}|expected good or bad",
                "{\"decision\":\"a\",\"rating\":\"good\",\"reward\":1}|expected one of reward and rating, once",
                "{\"decision\":\"\",\"reward\":1}|expected the x-signalbox-decision of a reply, 1 to 128 characters",
                "{\"decision\":\"a\",\"reward\":1,\"score\":2}|score: number 2, expected no field of this name",
                "[]|body: an array, expected a JSON object"
            })
    void feedback_wrongBody_isNamed(String body, String message) throws Exception {
        var response = post(FEEDBACK, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(message);
        assertThat(recorder.feedback).isEmpty();
    }

    @Test
    void health_noKey_answers() throws Exception {
        assertThat(withoutKey("/health")).isEqualTo("{\"status\":\"alive\"}");
        assertThat(withoutKey("/health/ready")).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void ready_partMissing_is503WithReason() throws Exception {
        readiness.missing.set("models are loading");

        var response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"status\":\"starting\",\"reason\":\"models are loading\"}");
    }

    @Test
    void metrics_withoutOneOfItsKeys_areRefused() throws Exception {
        assertThat(get("/metrics").statusCode()).isEqualTo(403);
        assertThat(send(
                                "/metrics",
                                request -> request.setHeader("authorization", "none")
                                        .GET())
                        .statusCode())
                .isEqualTo(401);
        assertThat(as(GatewayTestServer.METRICS_KEY, "/v1/models").statusCode()).isEqualTo(403);
        assertThat(as(GatewayTestServer.METRICS_KEY, "/admin/keys").statusCode())
                .isEqualTo(403);
        // past the filter; this test's server has nothing behind it
        assertThat(as(GatewayTestServer.METRICS_KEY, "/metrics").statusCode()).isEqualTo(404);
        assertThat(as(GatewayTestServer.ADMIN_KEY, "/metrics").statusCode()).isEqualTo(404);
    }

    private java.net.http.HttpResponse<String> as(String key, String path) throws Exception {
        return send(
                path,
                request -> request.setHeader("authorization", "Bearer " + key).GET());
    }

    private String withoutKey(String path) throws Exception {
        return send(path, request -> request.setHeader("authorization", "none").GET())
                .body();
    }
}
