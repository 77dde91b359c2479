package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OutcomeSetTest {

    @Test
    void shuffled_scores_areDealtAmongPromptsOfTheSameExperts() {
        var rows = new ArrayList<>(SampleSets.rows(200, 1));
        for (int i = 0; i < 20; i++) {
            rows.add(SampleSets.row("alone" + i, "Alone " + i, Map.of("weak", 0.5), Map.of("weak", 7.0)));
        }
        var set = OutcomeSet.of("set", rows);

        var shuffled = set.shuffled(new SplittableRandom(3));

        assertThat(shuffled.experts()).isEqualTo(set.experts());
        assertThat(scores(shuffled)).isNotEqualTo(scores(set)).containsExactlyInAnyOrderElementsOf(scores(set));
        for (int i = 0; i < rows.size(); i++) {
            assertThat(shuffled.row(i).prompt()).isEqualTo(rows.get(i).prompt());
            assertThat(shuffled.row(i).microUsd()).isEqualTo(rows.get(i).microUsd());
            assertThat(shuffled.row(i).scores().keySet())
                    .isEqualTo(rows.get(i).scores().keySet());
        }
        assertThat(scores(set.shuffled(new SplittableRandom(3)))).isEqualTo(scores(shuffled));
    }

    private static List<Map<String, Double>> scores(OutcomeSet set) {
        return set.rows().stream().map(OutcomeRow::scores).toList();
    }
}
