package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.bench.GpuBench.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GpuReportTest {

    @Test
    void markdown_noGpu_oneLine() {
        assertThat(GpuReport.markdown("a model", List.of()))
                .startsWith("No GPU: ")
                .doesNotContain("\n");
    }

    @Test
    void markdown_rows_planBesideFact() {
        var rows = List.of(
                new Row("as planned", "", 1000, 99.96, 250, 3L << 30, 5L << 29),
                new Row("all", "too much", 0, 0, 0, 0, 0));
        assertThat(GpuReport.markdown("a model", rows))
                .contains("| as planned |", "100.0", "3.0 GiB", "2.5 GiB")
                .endsWith("all: too much");
    }
}
