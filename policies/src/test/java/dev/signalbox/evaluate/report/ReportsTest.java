package dev.signalbox.evaluate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.evaluate.CrossValidation;
import dev.signalbox.evaluate.Evaluator;
import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.OutcomeSet;
import dev.signalbox.evaluate.Progress;
import dev.signalbox.evaluate.SampleSets;
import dev.signalbox.evaluate.ScorerContestant;
import dev.signalbox.evaluate.Setup;
import dev.signalbox.evaluate.metric.Hull;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.policy.Catalogue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class ReportsTest {

    private static Findings findings(String name) {
        var setup = new Setup(
                new CrossValidation(2), Optional.empty(), Optional.empty(), 1, new Setup.Effort(20, 1), () -> 0);
        var contestant = new ScorerContestant("cluster", Catalogue.of(List.of()).scorer("test", "cluster"));
        try {
            return new Evaluator(setup, new HashedNgramEmbedder())
                    .evaluate(OutcomeSet.of(name, SampleSets.rows(60, 1)), List.of(contestant), Progress.NONE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void json_findings_holdEveryMetricWithItsInterval() {
        var root = JsonMapper.builder()
                .build()
                .readTree(FindingsJson.write(List.of(findings("set"), findings("set")), List.of()));

        assertThat(root.path("sets").propertyNames()).containsExactly("set", "set-2");
        var routers = root.path("sets").path("set").path("routers");
        assertThat(routers.propertyNames()).containsExactly("cluster", "zero-router", "oracle");
        for (var name :
                List.of("area", "qnc", "peak", "apgr", "cpt20", "cpt50", "cpt80", "load-balance", "ece", "churn")) {
            var metric = routers.path("cluster").path(name);
            assertThat(metric.has("value") && metric.has("low") && metric.has("high"))
                    .as(name)
                    .isTrue();
        }
        assertThat(routers.path("oracle").path("area").path("value").asDouble())
                .isGreaterThan(
                        routers.path("zero-router").path("area").path("value").asDouble());
        assertThat(root.path("sets").path("set").path("curves").path("cluster").size())
                .isGreaterThan(2);
    }

    @Test
    void html_findings_needNothingElseAndEscapeNames() {
        var html = HtmlReport.write(List.of(findings("<script>alert(1)</script>")), List.of());

        assertThat(html).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
        assertThat(html).doesNotContain("http:", "https:", "src=", "@import", "url(");
        assertThat(html).contains("data-name=\"cluster\"", "data-name=\"zero-router\"", "data-name=\"oracle\"");
        assertThat(html).doesNotContain("NaN", "Infinity");
    }

    @Test
    void html_nothing_saysSo() {
        assertThat(HtmlReport.write(List.of(), List.of())).contains("No set was evaluated");
    }

    @Test
    void chart_curveBeyondTheRange_isCutAtItsEnds() {
        var inside = Chart.inside(List.of(new Hull.Point(-1, 0.2), new Hull.Point(1, 0.4), new Hull.Point(2, 0.9)));

        assertThat(inside.getFirst().cost()).isZero();
        assertThat(inside.getFirst().quality()).isCloseTo(0.3, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(inside.getLast().cost()).isEqualTo(1);
    }
}
