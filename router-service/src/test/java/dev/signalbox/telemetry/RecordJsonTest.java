package dev.signalbox.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.policy.Decision;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class RecordJsonTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void decision_someExpertsUnscored_saysHowManyBesideThePlan() {
        var small = Records.entry("q").decision();
        var large = new Decision(
                small.queryId(),
                small.provenance(),
                small.candidates(),
                small.denials(),
                9_872,
                small.selection(),
                small.plan(),
                small.features());

        assertThat(JSON.readTree(RecordedForm.of(large)).at("/plan/unscored").asInt())
                .isEqualTo(9_872);
        assertThat(JSON.readTree(RecordedForm.of(small)).path("plan").has("unscored"))
                .isFalse();
    }
}
