package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CompactTest {

    private static final Row ONE = new Row(new float[] {1, 2}, new int[] {3, 900}, new float[] {0.5f, 0.25f});
    private static final Row OTHER = new Row(new float[] {3, 4}, new int[] {7}, new float[] {1});

    @Test
    void of_fewTerms_keepsThoseAlone() {
        var compact = Compact.of(new Row[] {ONE, OTHER});

        assertThat(compact.coordinates()).isEqualTo(2 + 3);
        assertThat(compact.rows()[0].index()).containsExactly(0, 2);
        assertThat(compact.rows()[1].index()).containsExactly(1);
        assertThat(compact.rows()[0].value()).isEqualTo(ONE.value());
    }

    @Test
    void expanded_weights_sayOfARowWhatTheCompactOnesDo() {
        var compact = Compact.of(new Row[] {ONE, OTHER});
        int m = 2;
        var weights = new float[compact.coordinates() * m];
        for (int p = 0; p < weights.length; p++) {
            weights[p] = p + 1;
        }
        var few = new double[m];
        var all = new double[m];

        compact.rows()[0].times(weights, few);
        ONE.times(compact.expanded(weights, 2 + 1000, m), all);

        assertThat(all).containsExactly(few);
    }
}
