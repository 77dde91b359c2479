package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DescentTest {

    /** Half the squared distance to the examples: least at their mean. */
    private static float mean(float[] values, long seed) {
        var at = new float[1];
        new Descent(20, 500, 4, 0.1)
                .minimise(
                        at,
                        values.length,
                        (examples, slope) -> {
                            for (int example : examples) {
                                slope[0] += (at[0] - values[example]) / examples.length;
                            }
                        },
                        new SplittableRandom(seed));
        return at[0];
    }

    @Test
    void minimise_squares_findsTheMean() {
        assertThat(mean(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1)).isCloseTo(5, within(0.1f));
    }

    @Test
    void minimise_sameSeed_isTheSameToTheBit() {
        var values = new float[] {1, 5, 2, 8, 3};

        assertThat(mean(values, 3)).isEqualTo(mean(values, 3)).isNotEqualTo(mean(values, 4));
    }

    @Test
    void minimise_fewExamples_takesTheLeastSteps() {
        var steps = new AtomicInteger();
        var seen = new AtomicInteger();

        new Descent(2, 10, 2, 0.1)
                .minimise(
                        new float[1],
                        3,
                        (examples, slope) -> {
                            steps.incrementAndGet();
                            seen.addAndGet(examples.length);
                        },
                        new SplittableRandom(1));

        assertThat(steps).hasValue(10);
        assertThat(seen).hasValue(15);
    }

    @Test
    void create_noBatch_isRefused() {
        assertThatThrownBy(() -> new Descent(1, 1, 0, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch 0");
    }
}
