package dev.signalbox.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import java.util.List;
import java.util.Map;
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

    /** So that nothing is learned about one of them from what all of them said. */
    @Test
    void decision_mix_namesSharesAndNobodyAsChosen() {
        var single = Records.entry("q").decision();
        var shares = List.of(new Plan.Share("local/a", 0.75), new Plan.Share("local/b", 0.25));
        var mixed = single.with(List.of(), new Plan.Mix(shares, List.of("local/a"), Map.of("local/a", Effort.LOW)));
        var record = JSON.readTree(RecordedForm.of(mixed));
        assertThat(record.path("plan_kind").asString("")).isEqualTo("mix");
        assertThat(record.has("chosen")).isFalse();
        assertThat(record.has("propensity")).isFalse();
        assertThat(record.path("plan").toString())
                .isEqualTo(
                        "{\"mix\":[{\"expert\":\"local/a\",\"weight\":0.75},{\"expert\":\"local/b\",\"weight\":0.25}],"
                                + "\"fallback\":[\"local/a\"],\"efforts\":{\"local/a\":\"LOW\"}}");
    }
}
