package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.yaml.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class BudgetGateTest extends BatchGateContract {

    @Override
    protected BatchGate gate() {
        return gate(200);
    }

    private static BatchGate gate(long microUsd) {
        return new BudgetGate(new BudgetGate.Config(new Usd(microUsd)));
    }

    private static List<Batch.Item> items(int count, long seed) {
        var random = new SplittableRandom(seed);
        var items = new ArrayList<Batch.Item>();
        for (int i = 0; i < count; i++) {
            items.add(item(
                    "q" + i,
                    score("strong", 0.5 + random.nextDouble() / 2, 20 + random.nextDouble() * 20),
                    score("middle", random.nextDouble(), 5 + random.nextDouble() * 5),
                    score("weak", random.nextDouble() / 2, random.nextDouble() * 2)));
        }
        return items;
    }

    private record Sum(double quality, double microUsd, int served) {}

    private static Sum sum(BatchGate gate, Batch batch) {
        var selections = gate.select(batch, new SplittableRandom(1));
        double quality = 0;
        double cost = 0;
        int served = 0;
        for (int i = 0; i < selections.size(); i++) {
            for (var choice : selections.get(i).choices()) {
                var score = batch.items().get(i).scorecard().of(choice.expert()).orElseThrow();
                quality += score.quality();
                cost += score.microUsd();
                served++;
            }
        }
        return new Sum(quality, cost, served);
    }

    @Property(tries = 60)
    void select_anyBudget_isTheBestThatFits(
            @ForAll @IntRange(min = 0, max = 250) int microUsd, @ForAll @IntRange(min = 1, max = 6) int count) {
        var items = items(count, count);
        var options = new int[count];
        java.util.Arrays.fill(options, 4);

        var sum = sum(gate(microUsd), batch(Map.of(), items));

        assertThat(sum.microUsd()).isLessThanOrEqualTo(microUsd);
        // as many as possible, then as good as possible
        double best = BruteForce.best(
                options,
                way -> total(items, way).microUsd() <= microUsd * (1 - 1e-12),
                way -> total(items, way).quality() + 1000 * total(items, way).served());
        assertThat(sum.quality() + 1000 * sum.served()).isCloseTo(best, within(1e-9));
    }

    /** Option 3 is nobody. */
    private static Sum total(List<Batch.Item> items, int[] way) {
        double quality = 0;
        double cost = 0;
        int served = 0;
        for (int i = 0; i < way.length; i++) {
            if (way[i] < 3) {
                var score = items.get(i).scorecard().scores().get(way[i]);
                quality += score.quality();
                cost += score.microUsd();
                served++;
            }
        }
        return new Sum(quality, cost, served);
    }

    @Test
    void select_moreMoney_isNeverWorse() {
        var batch = batch(Map.of(), items(300, 7));
        double before = 0;
        for (long budget = 500; budget <= 10_000; budget += 500) {
            var sum = sum(gate(budget), batch);
            assertThat(sum.microUsd()).isLessThanOrEqualTo(budget);
            assertThat(sum.served()).isEqualTo(300);
            assertThat(sum.quality()).isGreaterThanOrEqualTo(before);
            before = sum.quality();
        }
    }

    @Test
    void select_capacityToo_keepsBoth() {
        var batch = batch(Map.of("strong", 10, "middle", 20), items(60, 8));
        var sum = sum(gate(400), batch);

        assertThat(sum.microUsd()).isLessThanOrEqualTo(400);
        assertThat(sum.served()).isEqualTo(60);
        // without money to mind, the exact assignment under the same capacities
        var free = sum(new RectifyGate(new RectifyGate.Config(java.util.Optional.empty())), batch);
        assertThat(sum.quality()).isGreaterThan(0.8 * free.quality());
    }

    @Test
    void select_capacityAndTooLittleMoney_servesWhatFits() {
        var sum = sum(gate(5), batch(Map.of("strong", 1), items(30, 9)));

        assertThat(sum.microUsd()).isLessThanOrEqualTo(5);
        assertThat(sum.served()).isPositive();
    }

    @Test
    void select_weightOfMoney_playsNoPart() {
        var items = List.of(item("x", score("a", 0.9, 100), score("b", 0.1, 1)));
        var dear = new Batch("acme", items, new Objective(1, 1e6, 0), Map.of());

        assertThat(chosen(dear)).containsExactly("a");
    }
}
