package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class KnapsackTest {

    private static double total(double[][] of, int[] options) {
        double sum = 0;
        for (int g = 0; g < options.length; g++) {
            sum += of[g][options[g]];
        }
        return sum;
    }

    @Property(tries = 400)
    void solve_anyProblem_isAsGoodAsTryingEveryWay(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @IntRange(min = 2, max = 5) int most,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed,
            @ForAll boolean coarse) {
        var random = new SplittableRandom(seed);
        var value = new double[n][];
        var cost = new double[n][];
        for (int g = 0; g < n; g++) {
            int options = 1 + random.nextInt(most);
            value[g] = new double[options];
            cost[g] = new double[options];
            for (int o = 0; o < options; o++) {
                value[g][o] = coarse ? random.nextInt(4) : random.nextDouble() * 2 - 1;
                cost[g][o] = o == 0 ? 0 : coarse ? random.nextInt(5) : random.nextDouble();
            }
        }
        double cap = share
                * Arrays.stream(cost)
                        .mapToDouble(row -> Arrays.stream(row).max().orElse(0))
                        .sum();

        var chosen = Knapsack.solve(value, cost, cap);

        assertThat(total(cost, chosen)).isLessThanOrEqualTo(cap);
        double best = BruteForce.best(
                Arrays.stream(value).mapToInt(row -> row.length).toArray(),
                // the solver keeps clear of the bound by what rounding may hide
                way -> total(cost, way) <= cap * (1 - 1e-12),
                way -> total(value, way));
        assertThat(total(value, chosen)).isCloseTo(best, within(1e-9));
    }

    @Test
    void solve_aThousandClasses_spendsNearlyEverythingAndNoMore() {
        var random = new SplittableRandom(2);
        var value = new double[1000][32];
        var cost = new double[1000][32];
        for (int g = 0; g < value.length; g++) {
            for (int o = 1; o < 32; o++) {
                cost[g][o] = random.nextDouble() * 1000;
                value[g][o] = 1 + Math.sqrt(cost[g][o]) * random.nextDouble();
            }
        }

        var chosen = Knapsack.solve(value, cost, 100_000);

        assertThat(total(cost, chosen)).isBetween(99_990.0, 100_000.0);
    }

    @Test
    void solve_nothingToSpend_takesTheFreeOptions() {
        assertThat(Knapsack.solve(new double[][] {{0, 5}, {1, 9}}, new double[][] {{0, 1}, {0, 1}}, 0))
                .containsExactly(0, 0);
    }
}
