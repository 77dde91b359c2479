package dev.signalbox.gate;

import dev.signalbox.score.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A batch as numbers. Experts are sorted by name, so that the order of the items changes nothing else.
 *
 * <pre>
 *   value  [n][m]  what expert e is worth for item i; negative infinity where it is no candidate
 *   room   [m]     most items for expert e; n where there is no limit
 * </pre>
 */
final class Grid {

    /** Nobody has room for the item. */
    static final int NOBODY = -1;

    private final List<String> experts;
    private final double[][] values;
    private final int[] room;

    private Grid(List<String> experts, double[][] values, int[] room) {
        this.experts = experts;
        this.values = values;
        this.room = room;
    }

    /** Values are utilities; only the batch's own capacities bind. */
    static Grid of(Batch batch) {
        return of(batch, batch.objective()::utility);
    }

    static Grid of(Batch batch, ToDoubleFunction<Score> value) {
        var names = new TreeSet<String>();
        batch.items().forEach(item -> item.scorecard().scores().forEach(score -> names.add(score.expert())));
        var experts = List.copyOf(names);
        var index = new HashMap<String, Integer>();
        experts.forEach(name -> index.put(name, index.size()));
        int n = batch.items().size();
        var values = new double[n][experts.size()];
        for (int i = 0; i < n; i++) {
            Arrays.fill(values[i], Double.NEGATIVE_INFINITY);
            for (var score : batch.items().get(i).scorecard().scores()) {
                values[i][index.getOrDefault(score.expert(), 0)] = value.applyAsDouble(score);
            }
        }
        var room = experts.stream()
                .mapToInt(name -> Math.min(n, batch.capacity().getOrDefault(name, n)))
                .toArray();
        return new Grid(experts, values, room);
    }

    /**
     * The same, where an expert without a capacity of its own takes no more than {@code factor} times an even share of
     * what those with one leave.
     */
    Grid even(double factor, Map<String, Integer> capacity) {
        var limited = experts.stream().filter(capacity::containsKey).toList();
        int taken =
                limited.stream().mapToInt(name -> room[experts.indexOf(name)]).sum();
        int others = experts.size() - limited.size();
        double share = others == 0 ? 0 : (double) Math.max(0, items() - taken) / others;
        int most = (int) Math.min(items(), Math.ceil(factor * share - 1e-9));
        var shared = room.clone();
        for (int e = 0; e < shared.length; e++) {
            if (!capacity.containsKey(experts.get(e))) {
                shared[e] = Math.max(1, most);
            }
        }
        return new Grid(experts, values, shared);
    }

    int items() {
        return values.length;
    }

    int experts() {
        return experts.size();
    }

    /** A copy. */
    double[][] values() {
        return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    }

    double value(int item, int expert) {
        return values[item][expert];
    }

    boolean isCandidate(int item, int expert) {
        return values[item][expert] > Double.NEGATIVE_INFINITY;
    }

    int room(int expert) {
        return room[expert];
    }

    int[] rooms() {
        return room.clone();
    }

    /** The best expert of an item among those with room; {@link #NOBODY} when there is none. */
    int best(int item, int[] roomLeft) {
        int best = NOBODY;
        for (int e = 0; e < experts(); e++) {
            if (roomLeft[e] > 0 && isCandidate(item, e) && (best == NOBODY || value(item, e) > value(item, best))) {
                best = e;
            }
        }
        return best;
    }

    /** @param chosen [n] an expert for each item, or {@link #NOBODY} */
    List<Selection> selections(int[] chosen) {
        var selections = new ArrayList<Selection>();
        for (int expert : chosen) {
            selections.add(expert == NOBODY ? Selection.EMPTY : Selection.only(experts.get(expert)));
        }
        return selections;
    }

    String name(int expert) {
        return experts.get(expert);
    }
}
