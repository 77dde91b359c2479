package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BatchTest {

    private static final Batch.Item ITEM = new Batch.Item("q", new Scorecard(List.of()));

    @Test
    void batch_sameQueryTwice_isRefused() {
        assertThatThrownBy(() -> new Batch("t", List.of(ITEM, ITEM), Objective.QUALITY, Map.of()))
                .hasMessage("batch: query q twice, expected unique ids");
    }

    @Test
    void batch_negativeCapacity_isRefused() {
        assertThatThrownBy(() -> new Batch("t", List.of(ITEM), Objective.QUALITY, Map.of("a", -1)))
                .hasMessage("capacity: a: -1, expected at least 0");
    }
}
