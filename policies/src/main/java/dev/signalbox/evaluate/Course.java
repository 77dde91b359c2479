package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The folds of a protocol and the pool of their test queries, over which all metrics are taken.
 *
 * @param tested the set under evaluation
 * @param laps one for each fold
 * @param pool rows that are judged, of all folds; each has a score of every expert
 * @param incomplete test rows left out because an expert was not asked
 */
record Course(Material tested, List<Lap> laps, List<Integer> pool, int incomplete) {

    static Course of(
            Material tested, Protocol protocol, Function<OutcomeSet, Material> materials, RandomGenerator random) {
        var set = tested.set();
        var laps = new ArrayList<Lap>();
        var pool = new ArrayList<Integer>();
        int incomplete = 0;
        for (var fold : protocol.folds(set, random)) {
            var positions = new ArrayList<Integer>();
            for (int row : fold.test()) {
                if (set.complete(row)) {
                    positions.add(pool.size());
                    pool.add(row);
                } else {
                    incomplete++;
                }
            }
            laps.add(Lap.of(materials.apply(fold.training()), fold, List.copyOf(positions), set.experts()));
        }
        if (pool.isEmpty()) {
            throw new BadOutcomesException(set.name() + ": no test row has a score of every expert, expected some; name"
                    + " experts that were asked the same prompts with --experts");
        }
        return new Course(tested, List.copyOf(laps), List.copyOf(pool), incomplete);
    }

    int experts() {
        return tested.set().experts().size();
    }

    /** Costs are known where the router learns and where it is judged. */
    boolean priced() {
        return tested.set().priced()
                && laps.stream().allMatch(lap -> lap.material().set().priced());
    }

    Truth truth() {
        var set = tested.set();
        var quality = new double[pool.size()][experts()];
        var cost = new double[pool.size()][experts()];
        for (int position = 0; position < pool.size(); position++) {
            int row = pool.get(position);
            Arrays.setAll(quality[position], expert -> set.quality(row, expert));
            Arrays.setAll(cost[position], expert -> set.cost(row, expert));
        }
        return new Truth(quality, cost, priced());
    }

    /** [n] which prompt each test query asks. */
    int[] groups() {
        return pool.stream().mapToInt(row -> tested.set().group(row)).toArray();
    }

    /** [n] the fold of each test query. */
    int[] foldOf() {
        var foldOf = new int[pool.size()];
        for (int fold = 0; fold < laps.size(); fold++) {
            for (int position : laps.get(fold).positions()) {
                foldOf[position] = fold;
            }
        }
        return foldOf;
    }
}
