package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SoftmaxTest {

    private static final int CLASSES = 4;

    @Test
    void fit_separableClasses_tellsUnseenRowsApart() {
        var random = new SplittableRandom(1);
        var model = model(400, random);

        int right = 0;
        for (int i = 0; i < 200; i++) {
            var likely = Softmax.likely(model.logits(row(i % CLASSES, random)));
            right += top(likely) == i % CLASSES ? 1 : 0;
        }

        assertThat(right).isGreaterThan(195);
    }

    @Test
    void likely_anyRow_sumsToOne() {
        var random = new SplittableRandom(1);
        var likely = Softmax.likely(model(40, random).logits(row(2, random)));

        assertThat(likely[0] + likely[1] + likely[2] + likely[3]).isCloseTo(1, within(1e-9));
    }

    @Test
    void likely_hugeLogits_staysFinite() {
        assertThat(Softmax.likely(new float[] {1e30f, -1e30f})).containsExactly(1, 0);
    }

    @Test
    void fit_sameSeed_givesSameWeights() {
        assertThat(model(60, new SplittableRandom(5)).matrices())
                .isEqualTo(model(60, new SplittableRandom(5)).matrices());
    }

    private static Softmax model(int n, SplittableRandom random) {
        var rows = new float[n][];
        var classes = new int[n];
        for (int i = 0; i < n; i++) {
            classes[i] = i % CLASSES;
            rows[i] = row(classes[i], random);
        }
        return Softmax.fit(rows, classes, CLASSES, random);
    }

    private static float[] row(int axis, SplittableRandom random) {
        return Clouds.around(axis, random).toArray();
    }

    private static int top(double[] likely) {
        int best = 0;
        for (int c = 1; c < likely.length; c++) {
            best = likely[c] > likely[best] ? c : best;
        }
        return best;
    }
}
