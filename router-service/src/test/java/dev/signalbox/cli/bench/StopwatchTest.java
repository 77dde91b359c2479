package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StopwatchTest {

    @Test
    void time_work_isRunInTurnWarmedUpAndRanked() {
        var seen = new ArrayList<Integer>();

        var timing = Stopwatch.time("count", Duration.ofMillis(30), seen::add);

        assertThat(seen).startsWith(0, 1, 2);
        assertThat(seen.stream().filter(index -> index == 0)).hasSize(2);
        assertThat(timing.step()).isEqualTo("count");
        assertThat(timing.p50Micros()).isPositive().isLessThanOrEqualTo(timing.p99Micros());
    }

    @Test
    void varied_prompts_areOfAllLengths() {
        assertThat(IntStream.range(0, 123)
                        .mapToObj(index -> DecisionBench.varied(index).split(" ").length))
                .contains(4, 40, 80, 126)
                .allMatch(words -> words >= 4 && words <= 126);
        assertThat(DecisionBench.varied(-7)).isNotEmpty();
    }
}
