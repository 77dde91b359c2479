package dev.signalbox.gate;

import dev.signalbox.yaml.Option;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Spreads items over experts by entropy-regularised optimal transport, then gives each to the expert that got most of it
 * and has room.
 *
 * <p>Clark et al. 2022 (S-BASE), <a href="https://arxiv.org/abs/2202.01169">arXiv:2202.01169</a>, with the iteration of
 * Cuturi 2013, <a href="https://arxiv.org/abs/1306.0895">arXiv:1306.0895</a>. Deviations: an expert's share is a limit and
 * need not be filled, so its scaling only ever lowers it; the iteration runs on logarithms, for a low temperature would
 * underflow; the plan is rounded to one expert per item by its largest entries.
 *
 * <pre>
 *   plan  [n][m]  how much of item i expert e gets; rows sum to at most one, columns to at most the room
 *   u [n], v [m]  log plan = value / temperature + u + v
 * </pre>
 */
@BatchGateSpec(
        name = "sinkhorn",
        paper = "arXiv:2202.01169",
        summary = "Items spread over experts by regularised optimal transport")
public final class SinkhornGate implements BatchGate {

    /** Largest change of a scaling, in logarithms, that ends the iteration. */
    private static final double TOLERANCE = 1e-6;

    private final Config config;

    public SinkhornGate(Config config) {
        this.config = config;
    }

    @Override
    public List<Selection> select(Batch batch, RandomGenerator random) {
        var grid = Grid.of(batch).even(config.factor(), batch.capacity());
        return grid.selections(round(grid, plan(grid)));
    }

    /** In logarithms. */
    private double[][] plan(Grid grid) {
        var plan = kernel(grid);
        int room = Arrays.stream(grid.rooms()).sum();
        // all of every item, or as much of each as there is room for
        double row = Math.log(Math.min(1, (double) Math.max(1, room) / Math.max(1, grid.items())));
        var u = new double[grid.items()];
        var v = new double[grid.experts()];
        double change = Double.POSITIVE_INFINITY;
        for (int round = 0; round < config.rounds() && change > TOLERANCE; round++) {
            for (int i = 0; i < u.length; i++) {
                double got = logSum(sums(plan[i], v));
                u[i] = got == Double.NEGATIVE_INFINITY ? 0 : row - got;
            }
            change = 0;
            for (int e = 0; e < v.length; e++) {
                double scaled =
                        grid.room(e) == 0 ? 0 : Math.min(0, Math.log(grid.room(e)) - logSum(sums(column(plan, e), u)));
                change = Math.max(change, Math.abs(scaled - v[e]));
                v[e] = scaled;
            }
        }
        for (int i = 0; i < u.length; i++) {
            for (int e = 0; e < v.length; e++) {
                plan[i][e] += u[i] + v[e];
            }
        }
        return plan;
    }

    /** Negative infinity where nothing can go. */
    private double[][] kernel(Grid grid) {
        var kernel = grid.values();
        for (var row : kernel) {
            for (int e = 0; e < row.length; e++) {
                row[e] = grid.room(e) == 0 ? Double.NEGATIVE_INFINITY : row[e] / config.temperature();
            }
        }
        return kernel;
    }

    private static double[] sums(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] + other[i])
                .toArray();
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    /** Of negative infinities only, that is what it is. */
    private static double logSum(double[] logarithms) {
        double top = Arrays.stream(logarithms).max().orElse(Double.NEGATIVE_INFINITY);
        if (top == Double.NEGATIVE_INFINITY) {
            return top;
        }
        double sum = Arrays.stream(logarithms)
                .map(logarithm -> Math.exp(logarithm - top))
                .sum();
        return top + Math.log(sum);
    }

    private static int[] round(Grid grid, double[][] plan) {
        var left = grid.rooms();
        var chosen = new int[grid.items()];
        Arrays.fill(chosen, Grid.NOBODY);
        int m = grid.experts();
        var largestFirst = IntStream.range(0, grid.items() * m)
                .filter(cell -> grid.isCandidate(cell / m, cell % m))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer cell) -> plan[cell / m][cell % m])
                        .reversed())
                .toList();
        for (int cell : largestFirst) {
            if (chosen[cell / m] == Grid.NOBODY && left[cell % m] > 0) {
                chosen[cell / m] = cell % m;
                left[cell % m]--;
            }
        }
        return chosen;
    }

    /** How far the spread may bend to room, and how sharp it is. */
    public record Config(
            @Option(value = "most items for an expert, in multiples of an even share", otherwise = "1")
            double factor,

            @Option(value = "difference in utility that gives an expert e times as much of an item", otherwise = "0.05")
            double temperature,

            @Option(value = "most rounds of scaling", otherwise = "500")
            int rounds) {
        public Config {
            Require.positive("factor", factor);
            Require.positive("temperature", temperature);
            Require.atLeastOne("rounds", rounds);
        }
    }
}
