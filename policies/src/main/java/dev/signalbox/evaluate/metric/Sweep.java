package dev.signalbox.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A router at every cost weight of a fixed grid, on the test queries. The grid is in units of the training fold's
 * operating point (see {@link Forecast}), so that a weight does the same in every fold: 0, then {@value #PER_DECADE}
 * weights in each decade from 1e-4 to 1e4, then infinity, at which the fold's cheapest expert answers everything.
 *
 * <p>Along the grid a query changes its expert a few times only, so the sweep keeps the first choice and the changes:
 * reading a curve under new weights then takes one pass over the changes, whatever the size of the grid.
 *
 * <pre>
 *   quality, cost            [n]  of the first choice, as it turned out
 *   row, setting, dq, dc     [s]  at grid point setting[j], query row[j] changes, which adds dq[j] and dc[j]
 * </pre>
 */
public final class Sweep {

    private static final int PER_DECADE = 40;
    private static final int DECADES = 8;
    private static final double LEAST = 1e-4;

    private final int settings;
    private final double[] quality;
    private final double[] cost;
    private final int[] row;
    private final int[] setting;
    private final double[] dq;
    private final double[] dc;

    private Sweep(int settings, double[] quality, double[] cost, Changes changes) {
        this.settings = settings;
        this.quality = quality;
        this.cost = cost;
        this.row = Arrays.copyOf(changes.row, changes.size);
        this.setting = Arrays.copyOf(changes.setting, changes.size);
        this.dq = Arrays.copyOf(changes.dq, changes.size);
        this.dc = Arrays.copyOf(changes.dc, changes.size);
    }

    public static Sweep of(Forecast forecast, Truth truth) {
        var grid = grid();
        int n = truth.queries();
        var quality = new double[n];
        var cost = new double[n];
        var changes = new Changes();
        for (int i = 0; i < n; i++) {
            int before = forecast.choiceAt(i, grid[0]);
            quality[i] = truth.quality(i, before);
            cost[i] = truth.cost(i, before);
            for (int g = 1; g <= grid.length; g++) {
                int now = g < grid.length ? forecast.choiceAt(i, grid[g]) : forecast.cheapest(i);
                if (now != before) {
                    changes.add(
                            i,
                            g,
                            truth.quality(i, now) - truth.quality(i, before),
                            truth.cost(i, now) - truth.cost(i, before));
                    before = now;
                }
            }
        }
        return new Sweep(grid.length + 1, quality, cost, changes);
    }

    /** Mean cost and quality at every setting, quality alone first, cost alone last. */
    public List<Hull.Point> settings(int[] weights) {
        var sumQuality = new double[settings];
        var sumCost = new double[settings];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            total += weights[i];
            sumQuality[0] += weights[i] * quality[i];
            sumCost[0] += weights[i] * cost[i];
        }
        for (int j = 0; j < row.length; j++) {
            int weight = weights[row[j]];
            sumQuality[setting[j]] += weight * dq[j];
            sumCost[setting[j]] += weight * dc[j];
        }
        var points = new ArrayList<Hull.Point>(settings);
        double runningQuality = 0;
        double runningCost = 0;
        for (int g = 0; g < settings; g++) {
            runningQuality += sumQuality[g];
            runningCost += sumCost[g];
            points.add(new Hull.Point(runningCost / total, runningQuality / total));
        }
        return points;
    }

    /** Between powers, so that no weight is the very one at which two experts are equally useful on average. */
    private static double[] grid() {
        var grid = new double[DECADES * PER_DECADE + 2];
        for (int g = 1; g < grid.length; g++) {
            grid[g] = LEAST * Math.pow(10, (g - 0.5) / PER_DECADE);
        }
        return grid;
    }

    /** A list of changes that grows. */
    private static final class Changes {
        private int size;
        private int[] row = new int[1024];
        private int[] setting = new int[1024];
        private double[] dq = new double[1024];
        private double[] dc = new double[1024];

        void add(int atRow, int atSetting, double quality, double cost) {
            if (size == row.length) {
                row = Arrays.copyOf(row, 2 * size);
                setting = Arrays.copyOf(setting, 2 * size);
                dq = Arrays.copyOf(dq, 2 * size);
                dc = Arrays.copyOf(dc, 2 * size);
            }
            row[size] = atRow;
            setting[size] = atSetting;
            dq[size] = quality;
            dc[size++] = cost;
        }
    }
}
