package dev.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.gate.Selection;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import dev.signalbox.score.Score;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class DecisionJsonTest {

    private static final Plan MIX =
            new Plan.Mix(List.of(new Plan.Share("b", 0.25), new Plan.Share("a", 0.75)), List.of("a", "b"), Map.of());

    private static Decision decision() {
        var candidates = List.of(candidate("a", 0.9), candidate("b", 0.5));
        var selection = new Selection(List.of(new Selection.Choice("b", 0.25, 1), new Selection.Choice("a", 0.75, 1)));
        var provenance = new Decision.Provenance("soft", "v1", 1, "", 7);
        return new Decision("q", provenance, candidates, List.of(), selection, MIX);
    }

    private static Decision.Candidate candidate(String expert, double quality) {
        return new Decision.Candidate(new Score(expert, quality, 0.1, 50, Duration.ofMillis(10)), quality);
    }

    @Test
    void of_mix_namesAllWithTheirShares() {
        var json = JsonMapper.shared().readTree(DecisionJson.of(decision(), List.of(), List.of(), false));
        assertThat(json.path("expert").asString("")).isEqualTo("a+b");
        assertThat(json.path("mix").toString())
                .isEqualTo("[{\"expert\":\"b\",\"weight\":0.25},{\"expert\":\"a\",\"weight\":0.75}]");
        assertThat(json.path("fallback").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(json.path("refusal").isNull()).isTrue();
    }

    @Test
    void of_severalWithMix_countsItByWhoseShareIsTheGreatest() {
        var json = JsonMapper.shared()
                .readTree(DecisionJson.of(List.of(decision(), decision()), Optional.empty()))
                .path("summary");
        assertThat(json.path("served").asInt()).isEqualTo(2);
        assertThat(json.path("mean_quality").asDouble()).isEqualTo(0.9);
        assertThat(json.path("load").toString()).isEqualTo("{\"a+b\":2}");
    }
}
