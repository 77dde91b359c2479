package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EntropiesTest {

    @Test
    void of_knownDistributions_asByHand() {
        assertThat(Entropies.of(new double[] {1, 1})).isCloseTo(Math.log(2), offset(1e-12));
        assertThat(Entropies.of(new double[] {5, 0, 0})).isZero();
        assertThat(Entropies.of(new double[3])).isZero();
        assertThat(Entropies.of(new double[] {3, 1}))
                .isCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), offset(1e-12));
    }

    /** Of many small samples the plain estimate is too small on average, the corrected one is not. */
    @Test
    void corrected_smallSamplesOfAnEvenSource_isRightOnAverage() {
        var random = new SplittableRandom(3);
        double plain = 0;
        double corrected = 0;
        int rounds = 4000;
        for (int round = 0; round < rounds; round++) {
            var counts = new double[4];
            random.ints(24, 0, 4).forEach(each -> counts[each]++);
            plain += Entropies.of(counts) / rounds;
            corrected += Entropies.corrected(counts) / rounds;
        }
        assertThat(plain).isLessThan(Math.log(4) - 0.05);
        assertThat(corrected).isCloseTo(Math.log(4), offset(0.01));
    }

    @Test
    void divergence_sameDisjointAndEmpty_zeroOneZero() {
        assertThat(Entropies.divergence(new double[] {900, 100}, new double[] {90_000, 10_000}))
                .isCloseTo(0, offset(1e-3));
        assertThat(Entropies.divergence(new double[] {1000, 0}, new double[] {0, 1000}))
                .isCloseTo(1, offset(1e-3));
        assertThat(Entropies.divergence(new double[] {1, 0}, new double[2])).isZero();
    }
}
