package dev.signalbox.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The exact solution of giving each of n items to one of m experts with room for some of them, at the highest sum of
 * values; of all ways that serve the most items.
 *
 * <p>Successive shortest paths (Jewell 1958; Ahuja, Magnanti and Orlin 1993, section 9.7): items come one by one, and each
 * is let in along the chain of moves that costs least and ends at an expert with room. There are far fewer experts than
 * items, so the paths run over experts alone, an edge from e to f being the cheapest move of an item from the one to the
 * other; that needs no general graph, and a square assignment matrix would have n columns where m do. An expert "nobody"
 * with room for all and a prohibitive price keeps every step solvable.
 *
 * <pre>
 *   cost  [n][m+1]  price of giving item i to expert e, the last being nobody
 *   move  [m+1][m+1]  item of expert e that moves to f at the least cost, or -1
 * </pre>
 */
final class Transport {

    private static final int NONE = -1;

    /** What rounding may pretend to gain. */
    private static final double TOLERANCE = 1e-9;

    private final double[][] cost;
    private final int nobody;
    private final int[] left;
    private final int[] chosen;
    private final List<SortedSet<Integer>> held = new ArrayList<>();
    private final int[][] move;

    private Transport(double[][] cost, int[] room) {
        this.cost = cost;
        this.nobody = room.length;
        this.left = Arrays.copyOf(room, room.length + 1);
        this.left[nobody] = cost.length;
        this.chosen = new int[cost.length];
        this.move = new int[room.length + 1][room.length + 1];
        for (int e = 0; e <= nobody; e++) {
            held.add(new TreeSet<>());
            Arrays.fill(move[e], NONE);
        }
    }

    /**
     * Solves it.
     *
     * @param value [n][m] negative infinity where the item must not go
     * @param room [m] at least 0
     * @return [n] an expert for each item, or {@link Grid#NOBODY}
     */
    static int[] solve(double[][] value, int[] room) {
        var transport = new Transport(prices(value, room.length), room);
        for (int item = 0; item < value.length; item++) {
            transport.letIn(item);
        }
        return Arrays.stream(transport.chosen)
                .map(expert -> expert == transport.nobody ? Grid.NOBODY : expert)
                .toArray();
    }

    /** Above all that could be saved elsewhere by leaving one item out. */
    private static double[][] prices(double[][] value, int m) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (var row : value) {
            for (double worth : row) {
                low = worth > Double.NEGATIVE_INFINITY ? Math.min(low, worth) : low;
                high = Math.max(high, worth);
            }
        }
        double prohibitive = (value.length + 1) * (1 + (high > low ? high - low : 0));
        var prices = new double[value.length][m + 1];
        for (int i = 0; i < value.length; i++) {
            for (int e = 0; e < m; e++) {
                prices[i][e] = value[i][e] > Double.NEGATIVE_INFINITY ? high - value[i][e] : Double.POSITIVE_INFINITY;
            }
            prices[i][m] = prohibitive;
        }
        return prices;
    }

    private void letIn(int item) {
        var distance = cost[item].clone();
        var before = new int[nobody + 1];
        Arrays.fill(before, NONE);
        relax(distance, before);
        int end = nobody;
        for (int e = 0; e <= nobody; e++) {
            if (left[e] > 0 && distance[e] < distance[end]) {
                end = e;
            }
        }
        left[end]--;
        int to = end;
        for (int from = before[to]; from != NONE; from = before[to]) {
            give(move[from][to], from, to);
            to = from;
        }
        held.get(to).add(item);
        chosen[item] = to;
        for (int e = end; e != NONE; e = before[e]) {
            refresh(e);
        }
    }

    /** Bellman and Ford's: moves may cost less than nothing, but no circle of them does while all is optimal. */
    private void relax(double[] distance, int[] before) {
        boolean shorter = true;
        for (int round = 0; shorter && round <= nobody; round++) {
            shorter = false;
            for (int from = 0; from <= nobody; from++) {
                for (int to = 0; to <= nobody; to++) {
                    int moved = move[from][to];
                    if (moved == NONE) {
                        continue;
                    }
                    double through = distance[from] + cost[moved][to] - cost[moved][from];
                    if (through < distance[to] - TOLERANCE) {
                        distance[to] = through;
                        before[to] = from;
                        shorter = true;
                    }
                }
            }
        }
    }

    private void give(int item, int from, int to) {
        held.get(from).remove(item);
        held.get(to).add(item);
        chosen[item] = to;
    }

    private void refresh(int expert) {
        for (int to = 0; to <= nobody; to++) {
            int cheapest = NONE;
            for (int item : held.get(expert)) {
                if (to != expert
                        && cost[item][to] < Double.POSITIVE_INFINITY
                        && (cheapest == NONE
                                || cost[item][to] - cost[item][expert] < cost[cheapest][to] - cost[cheapest][expert])) {
                    cheapest = item;
                }
            }
            move[expert][to] = cheapest;
        }
    }
}
