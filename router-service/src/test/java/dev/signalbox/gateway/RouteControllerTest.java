package dev.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteControllerTest extends GatewayTest {

    private static final String ROUTE = "/v1/route";

    private static String many(String more, String... requests) {
        return "{\"requests\":[" + String.join(",", requests) + "]" + more + "}";
    }

    @Test
    void route_query_isExplainedAndNotRun() throws Exception {
        pipeline.behave((_, _, _) -> {
            throw new AssertionError("must not run");
        });

        var response = post("/v1/route", chat(""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"policy\":\"auto\",\"policy_version\":\"v1\",\"roster_version\":3,\"snapshot\":\"snap-1\","
                        + "\"seed\":\"-9223372036854775808\"")
                .contains("\"expert\":\"local/sums\",\"fallback\":[\"local/generalist\"],\"refusal\":null")
                .contains("{\"expert\":\"local/sums\",\"weight\":1.0,\"propensity\":0.98}")
                .contains("{\"expert\":\"local/sums\",\"quality\":0.9,\"uncertainty\":0.05,\"cost_usd\":0.000012500,"
                        + "\"latency_ms\":80,\"utility\":0.8}")
                .contains("{\"expert\":\"local/atlas\",\"rule\":\"context\",\"reason\":\"needs 600 tokens, has 512\"}");
    }

    @Test
    void route_query_tellsACallerHowAlikeTheNearestQuestionsAreButNotWhich() throws Exception {
        var body = post(ROUTE, chat("")).body();

        assertThat(body)
                .contains("\"reasons\":[{\"kind\":\"mixed\",\"parts\":[{\"scorer\":\"knn\",\"weight\":0.5,"
                        + "\"quality\":{\"local/sums\":0.9},\"reasons\":[{\"kind\":\"neighbourhood\","
                        + "\"questions\":200,\"grades\":{\"local/sums\":0.95},\"nearest\":["
                        + "{\"similarity\":0.9,\"share\":0.26,\"grades\":{\"local/sums\":1.0}}]}]}],"
                        + "\"shift\":{\"local/sums\":0.01}}]")
                .doesNotContain("question-7", "\"domain\"", "0.987");
    }

    @Test
    void route_operatorsQuery_tellsWhichQuestionsAreNearest() throws Exception {
        var body = send(
                        ROUTE,
                        request -> request.setHeader("authorization", "Bearer " + GatewayTestServer.ADMIN_KEY)
                                .POST(HttpRequest.BodyPublishers.ofString(chat(""))))
                .body();

        assertThat(body)
                .contains("{\"question\":\"question-7\",\"domain\":\"sums\",\"similarity\":0.987,"
                        + "\"share\":0.256,\"grades\":{\"local/sums\":1.0}}");
    }

    @Test
    void route_severalRequests_decidesEachAndSumsThemUp() throws Exception {
        var response = post(ROUTE, many("", chat(""), chat(",\"reasoning_effort\":\"low\"")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"object\":\"route.decisions\",\"gate\":null,\"summary\":{\"queries\":2,\"served\":2,"
                        + "\"mean_quality\":0.9,\"cost_usd\":0.000025000,\"load\":{\"local/sums\":2}},\"data\":[{")
                .contains("\"retrieve\":null");
        assertThat(pipeline.last().settings().effort()).isEqualTo(dev.signalbox.experts.Settings.Effort.LOW);
    }

    @Test
    void route_batch_decidesTogetherByItsTerms() throws Exception {
        var batch = ",\"batch\":{\"gate\":{\"budget\":{\"usd\":0.01}},\"capacity\":{\"local/sums\":1}}";

        var response = post(ROUTE, many(batch, chat(""), chat("")));

        assertThat(response.body())
                .startsWith("{\"object\":\"route.decisions\",\"gate\":\"budget\",\"summary\":{\"queries\":2,"
                        + "\"served\":1,\"mean_quality\":0.9,\"cost_usd\":0.000012500,\"load\":{\"local/sums\":1}}")
                .contains("\"refusal\":{\"reason\":\"denied\",\"message\":\"no room\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"requests\":[]} | requests | requests: an empty array, expected at least one chat request",
                "{\"requests\":{}} | requests | requests: an object, expected an array of chat requests",
                "{\"requests\":[7]} | requests[0] | requests[0]: number 7, expected a chat request",
                "{\"requests\":[{\"model\":\"auto\"}]} | requests[0].messages | requests[0].messages: missing,",
                "{\"requests\":[OK],\"model\":\"auto\"} | model | model: unknown beside requests, expected requests and batch",
                "{\"requests\":[OK],\"batch\":7} | batch | batch: number 7, expected an object with a gate",
                "{\"requests\":[OK],\"batch\":{}} | batch.gate | batch.gate: missing, expected the batch gate by name",
                "{\"requests\":[OK],\"batch\":{\"gate\":\"top-k\"}} | batch.gate | batch.gate: unknown key",
                "{\"requests\":[OK],\"batch\":{\"gate\":{\"budget\":-1}}} | batch.gate.budget | batch.gate.budget: -1, expected US",
                "{\"requests\":[OK],\"batch\":{\"gate\":\"rectify\",\"capacity\":{\"local/sum\":1}}} | batch.capacity.local/sum"
                        + " | is not on the roster (did you mean local/sums?)",
                "{\"requests\":[OK,{\"model\":\"policy/cheap\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}],"
                        + "\"batch\":{\"gate\":\"rectify\"}} | requests[1].model | expected \\\"auto\\\" as in the first request",
                "{\"requests\":[OK],\"requests\":[OK]} | requests | requests: appears twice"
            })
    void route_wrongBatch_namesFieldValueAndExpectation(String body, String param, String message) throws Exception {
        var response = post(ROUTE, body.replace("OK", chat("")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(message).contains("\"param\":\"" + param + "\"");
    }

    @Test
    void route_moreRequestsThanAllowed_isRefused() throws Exception {
        var tiny = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}";
        var response = post(ROUTE, many("", Collections.nCopies(1001, tiny).toArray(String[]::new)));

        assertThat(response.body()).contains("requests: more than 1000, expected at most 1000");
    }

    @Test
    void route_severalOverACrowdOfExperts_isRefusedWithHowManyAreNot() throws Exception {
        pipeline.deny(399);
        var tiny = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}";
        var response = post(ROUTE, many("", Collections.nCopies(501, tiny).toArray(String[]::new)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("requests: 501 for so many experts, expected at most 500 of these")
                .contains("\"param\":\"requests\"");
    }

    @Test
    void route_severalUnknownModel_isNotFound() throws Exception {
        var response = post(ROUTE, many("", chat("").replace("auto", "nope")));

        assertThat(response.statusCode()).isEqualTo(404);
    }
}
