package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class TransportTest {

    /** What leaving one item out costs the oracle: more than all items together are worth. */
    private static final double LEFT_OUT = 1000;

    @Property(tries = 300)
    void solve_anyValues_isAsGoodAsTryingEveryWay(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @IntRange(min = 1, max = 3) int m,
            @ForAll long seed,
            @ForAll boolean coarse) {
        var random = new SplittableRandom(seed);
        var value = new double[n][m];
        for (var row : value) {
            for (int e = 0; e < m; e++) {
                double drawn = coarse ? random.nextInt(3) : random.nextDouble() * 2 - 1;
                row[e] = random.nextDouble() < 0.2 ? Double.NEGATIVE_INFINITY : drawn;
            }
        }
        var room = IntStream.range(0, m).map(_ -> random.nextInt(n + 1)).toArray();

        var chosen = Transport.solve(value, room);

        assertThat(fits(chosen, room)).isTrue();
        var options = new int[n];
        Arrays.fill(options, m + 1);
        double best = BruteForce.best(
                options, way -> fits(nobodyLast(way, m), room), way -> worth(nobodyLast(way, m), value));
        assertThat(worth(chosen, value)).isCloseTo(best, within(1e-6));
    }

    private static int[] nobodyLast(int[] way, int m) {
        return Arrays.stream(way).map(e -> e == m ? Grid.NOBODY : e).toArray();
    }

    private static boolean fits(int[] chosen, int[] room) {
        return IntStream.range(0, room.length)
                .allMatch(e -> Arrays.stream(chosen).filter(c -> c == e).count() <= room[e]);
    }

    private static double worth(int[] chosen, double[][] value) {
        double sum = 0;
        for (int i = 0; i < chosen.length; i++) {
            sum += chosen[i] == Grid.NOBODY ? -LEFT_OUT : value[i][chosen[i]];
        }
        return sum;
    }

    @Test
    void solve_aThousandItems_takesALoadNobodyNotices() {
        var random = new SplittableRandom(1);
        var value = new double[1000][31];
        for (var row : value) {
            Arrays.setAll(row, _ -> random.nextDouble());
        }
        var room = new int[31];
        Arrays.fill(room, 33);

        var chosen = Transport.solve(value, room);

        assertThat(fits(chosen, room)).isTrue();
        assertThat(chosen).doesNotContain(Grid.NOBODY);
        // of 31 uniform draws each, nearly everybody gets one of its best
        assertThat(worth(chosen, value) / 1000).isGreaterThan(0.95);
    }
}
