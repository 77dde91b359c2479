package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.bench.ExpertsBench.Count;
import dev.signalbox.cli.bench.ExpertsBench.Item;
import dev.signalbox.cli.bench.ExpertsBench.Mark;
import dev.signalbox.cli.bench.ExpertsBench.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpertsReportTest {

    private static Result result(String model, boolean right) {
        var count = new Count(1, right ? 1 : 0);
        return new Result(model, count, Map.of("sums", count), 0.5, Map.of(model, 1), List.of(new Mark(right, 0.25)));
    }

    @Test
    void outcomes_expertsAndPolicies_holdTheExpertsAlone() {
        var report = new ExpertsReport(List.of(
                result("local/sums", true),
                result("local/atlas", false),
                result("auto", true),
                result("policy/x", true)));
        assertThat(report.outcomes(List.of(new Item("1 + 1", "2", "sums", "test"))))
                .containsExactly("{\"id\":\"0\",\"prompt\":\"1 + 1\",\"domain\":\"sums\",\"split\":\"test\","
                        + "\"scores\":{\"local/sums\":1,\"local/atlas\":0},"
                        + "\"costs\":{\"local/sums\":0.25,\"local/atlas\":0.25}}");
    }
}
