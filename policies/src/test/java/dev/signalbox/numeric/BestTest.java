package dev.signalbox.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BestTest {

    @Test
    void kept_manyValues_areThoseOfAFullSort() {
        var random = new SplittableRandom(1);
        var values = new float[2_000];
        for (int i = 0; i < values.length; i++) {
            // few different ones, of both signs, so that many tie
            values[i] = random.nextInt(-60, 60) / 10f;
        }
        var best = new Best(300);
        for (int i = 0; i < values.length; i++) {
            best.offer(i, values[i]);
        }

        var sorted = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(300)
                .toList();

        var kept = best.kept();
        assertThat(IntStream.of(kept.numbers()).boxed().toList()).isEqualTo(sorted);
        assertThat(kept.values()[299]).isEqualTo(values[sorted.getLast()]).isEqualTo(best.least());
    }

    @Test
    void kept_fewerThanWanted_areAll() {
        var best = new Best(5);
        best.offer(7, -0f);
        best.offer(3, 0f);

        assertThat(best.isFull()).isFalse();
        assertThat(best.kept().numbers()).containsExactly(3, 7);
    }

    @Test
    void wants_worseThanAllKept_isFalse() {
        var best = new Best(1);
        best.offer(1, 2);

        assertThat(best.wants(0, 2)).isTrue();
        assertThat(best.wants(2, 2)).isFalse();
        assertThat(best.wants(0, 1)).isFalse();
    }
}
