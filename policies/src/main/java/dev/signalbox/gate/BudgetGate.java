package dev.signalbox.gate;

import dev.signalbox.score.Score;
import dev.signalbox.yaml.Option;
import dev.signalbox.yaml.Usd;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Gives the batch the best sum of utilities that its budget allows. The expected costs of what it chooses never exceed the
 * budget; what the replies then cost may, as far as the scorer was wrong.
 *
 * <p>Choosing one expert for each item under one bound on cost is the multiple-choice knapsack, Sinha and Zoltners 1979;
 * {@link Knapsack} solves it. The budget takes the place of the objective's weight of money, which plays no part. Where not
 * even the cheapest experts fit for all, as many items as possible are served. Where experts have capacities too, a price
 * of money is sought at which the exact assignment stays within the budget; that is close to the best and may miss it.
 */
@BatchGateSpec(name = "budget", summary = "The best total quality that a hard cap on expected cost allows")
public final class BudgetGate implements BatchGate {

    /** Halvings of the price of money, where experts have capacities. */
    private static final int HALVINGS = 24;

    private final Config config;

    public BudgetGate(Config config) {
        this.config = config;
    }

    @Override
    public List<Selection> select(Batch batch, RandomGenerator random) {
        var objective =
                new Objective(batch.objective().quality(), 0, batch.objective().perSecond());
        var grid = Grid.of(batch, objective::utility);
        var costs = Grid.of(batch, Score::microUsd);
        boolean limited = IntStream.range(0, grid.experts()).anyMatch(e -> grid.room(e) < grid.items());
        return grid.selections(limited ? assigned(grid, costs) : packed(grid, costs));
    }

    private int[] packed(Grid grid, Grid costs) {
        int n = grid.items();
        var experts = new int[n][];
        var values = new double[n][];
        var prices = new double[n][];
        double nobody = nobody(grid);
        for (int i = 0; i < n; i++) {
            int item = i;
            experts[i] = IntStream.concat(
                            IntStream.of(Grid.NOBODY),
                            IntStream.range(0, grid.experts()).filter(e -> grid.isCandidate(item, e)))
                    .toArray();
            values[i] = Arrays.stream(experts[i])
                    .mapToDouble(e -> e == Grid.NOBODY ? nobody : grid.value(item, e))
                    .toArray();
            prices[i] = Arrays.stream(experts[i])
                    .mapToDouble(e -> e == Grid.NOBODY ? 0 : costs.value(item, e))
                    .toArray();
        }
        var options = Knapsack.solve(values, prices, (double) config.usd().micro());
        return IntStream.range(0, n).map(i -> experts[i][options[i]]).toArray();
    }

    /** So low that no gain elsewhere makes up for leaving one item out. */
    private static double nobody(Grid grid) {
        var all = Arrays.stream(grid.values())
                .flatMapToDouble(Arrays::stream)
                .filter(value -> value > Double.NEGATIVE_INFINITY)
                .summaryStatistics();
        double range = all.getCount() == 0 ? 0 : all.getMax() - all.getMin();
        return (all.getCount() == 0 ? 0 : all.getMin()) - (grid.items() + 1) * (1 + range);
    }

    private int[] assigned(Grid grid, Grid costs) {
        double cap = (double) config.usd().micro() * (1 - 1e-12);
        var free = Transport.solve(grid.values(), grid.rooms());
        if (total(costs, free) <= cap) {
            return free;
        }
        double low = 0;
        double high = 1e-9;
        var fitting = at(high, grid, costs);
        while (total(costs, fitting) > cap && high < 1e9) {
            low = high;
            high *= 10;
            fitting = at(high, grid, costs);
        }
        for (int halving = 0; halving < HALVINGS && total(costs, fitting) <= cap; halving++) {
            double middle = (low + high) / 2;
            var tried = at(middle, grid, costs);
            if (total(costs, tried) <= cap) {
                high = middle;
                fitting = tried;
            } else {
                low = middle;
            }
        }
        return cut(fitting, costs, cap);
    }

    /** @param price utility that one micro-USD costs */
    private static int[] at(double price, Grid grid, Grid costs) {
        var net = grid.values();
        for (int i = 0; i < net.length; i++) {
            for (int e = 0; e < net[i].length; e++) {
                net[i][e] -= grid.isCandidate(i, e) ? price * costs.value(i, e) : 0;
            }
        }
        return Transport.solve(net, grid.rooms());
    }

    /** Leaves out the dearest until the rest fits. */
    private static int[] cut(int[] chosen, Grid costs, double cap) {
        var kept = chosen.clone();
        var dearest = IntStream.range(0, kept.length)
                .filter(i -> kept[i] != Grid.NOBODY)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> costs.value(i, kept[i]))
                        .reversed())
                .toList();
        double spent = total(costs, kept);
        for (int i : dearest) {
            if (spent <= cap) {
                break;
            }
            kept[i] = Grid.NOBODY;
            spent = total(costs, kept);
        }
        return kept;
    }

    private static double total(Grid costs, int[] chosen) {
        double sum = 0;
        for (int i = 0; i < chosen.length; i++) {
            sum += chosen[i] == Grid.NOBODY ? 0 : costs.value(i, chosen[i]);
        }
        return sum;
    }

    /** How much money there is. */
    public record Config(
            @Option("US dollars for the whole batch, in expected costs")
            Usd usd) {}
}
