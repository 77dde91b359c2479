package dev.signalbox.evaluate.metric;

import dev.signalbox.gate.Floor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Whether routing keeps a {@link Floor} on prompts that it was not calibrated on: the test prompts are split at random in
 * halves, over and over; the weight of cost is calibrated on one half and what it leads to is looked at on the other. The
 * forecast is not made anew, since no prompt is forecast by what was learned from it.
 *
 * <p>The rules, safest first, are the router's choices at cost weight 0, then at ten weights in each decade from 1e-4 to
 * 1e4 of the training fold's operating point (see {@link Forecast}), and last the fold's cheapest expert for everything.
 * Where none passes, the best single expert of the calibration half answers everything.
 */
public final class FloorTrials {

    private static final int PER_DECADE = 10;
    private static final int DECADES = 8;
    private static final double LEAST = 1e-4;

    private final Truth truth;
    private final int[] group;
    private final int[][] rules;
    private final int best;

    /** @param group [n] which prompt each query asks; duplicates fall into one half */
    public FloorTrials(Forecast forecast, Truth truth, int[] group) {
        this.truth = truth;
        this.group = group.clone();
        this.best = truth.best();
        this.rules = new int[PER_DECADE * DECADES + 2][truth.queries()];
        for (int rule = 0; rule < rules.length - 1; rule++) {
            double weight = rule == 0 ? 0 : LEAST * Math.pow(10, (rule - 0.5) / PER_DECADE);
            Arrays.setAll(rules[rule], query -> forecast.choiceAt(query, weight));
        }
        Arrays.setAll(rules[rules.length - 1], forecast::cheapest);
    }

    /**
     * Figures over all splits: their means, with the range that all but one split in twenty are in; of shares of splits
     * the 95 % interval.
     */
    public Map<Metric, Reading> read(Floor floor, int splits, long seed) {
        var random = new SplittableRandom(seed);
        var trials = new ArrayList<Trial>();
        for (int split = 0; split < splits; split++) {
            trials.add(trial(floor, random));
        }
        var readings = new EnumMap<Metric, Reading>(Metric.class);
        readings.put(
                Metric.FLOOR_COST,
                spread(trials.stream().mapToDouble(Trial::cost).toArray()));
        readings.put(
                Metric.FLOOR_OBSERVED,
                spread(trials.stream().mapToDouble(Trial::level).toArray()));
        var promised = new double[splits];
        Arrays.fill(promised, floor.level());
        readings.put(Metric.FLOOR_GUARANTEED, spread(promised));
        readings.put(
                Metric.FLOOR_HELD,
                share(
                        trials.stream()
                                .mapToInt(trial -> trial.level() >= floor.level() ? 1 : 0)
                                .toArray(),
                        random));
        readings.put(
                Metric.FLOOR_FITTED,
                share(trials.stream().mapToInt(trial -> trial.fitted() ? 1 : 0).toArray(), random));
        return readings;
    }

    private Trial trial(Floor floor, SplittableRandom random) {
        var prompts = new ArrayList<>(Arrays.stream(group).distinct().boxed().toList());
        Collections.shuffle(prompts, random);
        var half = new int[Arrays.stream(group).max().orElse(-1) + 1];
        prompts.subList(0, prompts.size() / 2).forEach(prompt -> half[prompt] = 1);
        var calibration = oneOfEach(half, random);
        var quality = calibration.stream().map(this::qualities).toArray(double[][]::new);
        var last = floor.reach(
                quality,
                rules.length,
                rule -> calibration.stream()
                        .mapToDouble(query -> truth.quality(query, rules[rule][query]))
                        .toArray());
        int best = bestOf(quality);
        return last.isEmpty() ? look(half, _ -> best, false) : look(half, query -> rules[last.getAsInt()][query], true);
    }

    /** Of the calibration's prompts, in random order: what is asked twice says nothing new. */
    private List<Integer> oneOfEach(int[] half, SplittableRandom random) {
        var order = new ArrayList<Integer>();
        for (int query = 0; query < group.length; query++) {
            order.add(query);
        }
        Collections.shuffle(order, random);
        var seen = new boolean[half.length];
        var chosen = new ArrayList<Integer>();
        for (int query : order) {
            if (half[group[query]] == 1 && !seen[group[query]]) {
                seen[group[query]] = true;
                chosen.add(query);
            }
        }
        return chosen;
    }

    private double[] qualities(int query) {
        var qualities = new double[truth.experts()];
        Arrays.setAll(qualities, expert -> truth.quality(query, expert));
        return qualities;
    }

    private static int bestOf(double[][] quality) {
        var sums = new double[quality[0].length];
        for (var row : quality) {
            Arrays.setAll(sums, expert -> sums[expert] + row[expert]);
        }
        int best = 0;
        for (int expert = 1; expert < sums.length; expert++) {
            best = sums[expert] > sums[best] ? expert : best;
        }
        return best;
    }

    /** On the half that was not calibrated on. */
    private Trial look(int[] half, IntUnaryOperator choice, boolean fitted) {
        double quality = 0;
        double cost = 0;
        double bestQuality = 0;
        double bestCost = 0;
        for (int query = 0; query < group.length; query++) {
            if (half[group[query]] == 0) {
                int chosen = choice.applyAsInt(query);
                quality += truth.quality(query, chosen);
                cost += truth.cost(query, chosen);
                bestQuality += truth.quality(query, best);
                bestCost += truth.cost(query, best);
            }
        }
        return new Trial(quality / bestQuality, cost / bestCost, fitted);
    }

    private static Reading spread(double[] values) {
        return new Reading(Arrays.stream(values).average().orElse(Double.NaN), values);
    }

    private static Reading share(int[] held, SplittableRandom random) {
        var draws = new double[held.length];
        Arrays.setAll(
                draws,
                _ -> random.ints(held.length, 0, held.length)
                        .map(split -> held[split])
                        .average()
                        .orElse(Double.NaN));
        return new Reading(Arrays.stream(held).average().orElse(Double.NaN), draws);
    }

    /** Quality and cost as shares of the best single expert's. */
    private record Trial(double level, double cost, boolean fitted) {}
}
