package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.bench.MoeBench.Phase;
import dev.signalbox.cli.bench.MoeBench.Row;
import dev.signalbox.cli.bench.MoeBench.Server;
import dev.signalbox.cli.bench.MoeBench.Speed;
import dev.signalbox.cli.bench.MoeChecks.TokenCost;
import dev.signalbox.cli.bench.TelemetryCost;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MoeReportTest {

    private static final Map<Server, Speed> OURS_AND_BINDING = Map.of(
            Server.TOGETHER, new Speed(100, 100, 4),
            Server.APART, new Speed(50, 50, 2),
            Server.BINDING, new Speed(80, 80, 8));

    @Test
    void markdown_withoutLlamaServer_bindingAlone() {
        assertThat(report(OURS_AND_BINDING).markdown())
                .contains("ours / plain binding")
                .contains("1.25")
                .doesNotContain("llama-server");
    }

    @Test
    void markdown_withLlamaServer_aColumnAndARatioMore() {
        var speeds = new EnumMap<>(OURS_AND_BINDING);
        speeds.put(Server.LLAMA_SERVER, new Speed(200, 200, 1));
        var report = report(speeds);
        assertThat(report.markdown())
                .contains("ours / llama-server")
                .contains("200.0")
                .contains("0.50")
                .contains("2.00");
        assertThat(report.json().toString()).contains("\"server\":\"llama_server\"");
    }

    private static MoeReport report(Map<Server, Speed> speeds) {
        var micros = new TelemetryCost.Micros(1, 1, 1);
        var costs = new MoeReport.Costs(new TokenCost(1, 1, 1), new TelemetryCost(micros, micros));
        return new MoeReport("a model", List.of(new Row(Phase.REPLY, 1, speeds)), List.of(), costs, List.of());
    }
}
