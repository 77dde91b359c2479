package dev.signalbox.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StrongShareTest {

    private static int[] ones(int n) {
        var ones = new int[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Ten queries; the strong expert gains on five of them, the weak one is never right. */
    private static StrongShare ten(double... score) {
        var weak = new double[10];
        var strong = new double[] {1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
        return new StrongShare(score, weak, strong);
    }

    @Test
    void read_perfectOrder_isComputedByHand() {
        var read = ten(10, 9, 8, 7, 6, 5, 4, 3, 2, 1).read(ones(10));

        // gains at the edges 0, .1, …, .5 and then .5: area .125 + .25, gap .5
        assertThat(read[0]).isCloseTo(0.75, within(1e-12));
        assertThat(read[1]).isCloseTo(0.1, within(1e-12));
        assertThat(read[2]).isCloseTo(0.25, within(1e-12));
        assertThat(read[3]).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void read_worstOrder_mirrorsThePerfectOne() {
        var read = ten(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).read(ones(10));

        assertThat(read[0]).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void read_equalScores_isAHalf() {
        var read = ten(new double[10]).read(ones(10));

        assertThat(read).containsExactly(new double[] {0.5, 0.2, 0.5, 0.8}, within(1e-12));
    }

    @Test
    void read_doubledWeights_changeNothing() {
        var twice = new int[10];
        Arrays.fill(twice, 2);
        var gauge = ten(3, 1, 4, 1, 5, 9, 2, 6, 5, 3);

        assertThat(gauge.read(twice)).containsExactly(gauge.read(ones(10)), within(1e-12));
    }

    @Test
    void read_strongIsNoBetter_isUndefined() {
        var same = new double[] {1, 0, 1};

        assertThat(new StrongShare(new double[] {1, 2, 3}, same, same).read(ones(3)))
                .containsOnly(Double.NaN);
    }

    @Test
    void read_randomScores_areNearAHalf() {
        var random = new SplittableRandom(1);
        int n = 20_000;
        var weak = random.doubles(n).map(draw -> draw < 0.68 ? 1 : 0).toArray();
        var strong = random.doubles(n).map(draw -> draw < 0.81 ? 1 : 0).toArray();

        var read = new StrongShare(random.doubles(n).toArray(), weak, strong).read(ones(n));

        assertThat(read[0]).isCloseTo(0.5, within(0.03));
    }
}
