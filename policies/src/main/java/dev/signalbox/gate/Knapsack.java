package dev.signalbox.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The multiple-choice knapsack: one option of each class, at the highest sum of values whose costs stay within a bound.
 *
 * <p>After Dyer 1984 and Zemel 1984 for the linear relaxation and Pisinger 1995, "A minimal algorithm for the
 * multiple-choice knapsack problem". A price of money, the Lagrange multiplier at which the relaxation breaks, gives an
 * upper bound and, by greed, a solution below it. Only options that lose no more than the gap between the two can be part
 * of a better solution, which leaves few; those are searched exactly, class by class, keeping what is neither dominated
 * nor bounded away.
 *
 * <p>Exact as long as the search needs no more than {@link #MOST_WORK} partial solutions; beyond, the best found so far is
 * returned, which is off by no more than the gap. Never above the bound.
 *
 * <pre>
 *   value, cost  [n][options]  costs at least 0; option 0 of each class costs nothing, so there is always a solution
 * </pre>
 */
final class Knapsack {

    static final long MOST_WORK = 2_000_000;

    /** Relative: sums in different orders differ by rounding, which must neither break the bound nor hide a solution. */
    private static final double ROUNDING = 1e-12;

    private final double[][] value;
    private final double[][] cost;
    private final double cap;

    private int[] best;
    private double bestValue;

    private Knapsack(double[][] value, double[][] cost, double cap) {
        this.value = value;
        this.cost = cost;
        this.cap = cap * (1 - ROUNDING);
        this.best = new int[value.length];
        this.bestValue = total(value, best);
    }

    /** @return [n] the option of each class */
    static int[] solve(double[][] value, double[][] cost, double cap) {
        var problem = new Knapsack(value, cost, cap);
        double price = problem.greed();
        problem.search(price);
        return problem.best;
    }

    /** One step up a class's hull: {@code gain} more value for {@code price} each. */
    private record Step(int group, int option, double extraCost, double gain, double slope) {}

    /** Takes the steepest steps while they fit, and after the first that does not, whatever still fits. */
    private double greed() {
        var steps = new ArrayList<Step>();
        var taken = new int[value.length];
        for (int g = 0; g < value.length; g++) {
            var hull = hull(g);
            taken[g] = hull.getFirst();
            for (int at = 1; at < hull.size(); at++) {
                steps.add(step(g, hull.get(at - 1), hull.get(at)));
            }
        }
        double spent = total(cost, taken);
        var blocked = new boolean[value.length];
        double breaking = 0;
        // a stable sort: hulls are concave, so the steps of one class stay in order
        steps.sort(Comparator.comparingDouble(Step::slope).reversed());
        for (var step : steps) {
            if (!blocked[step.group()] && spent + step.extraCost() <= cap) {
                spent += step.extraCost();
                taken[step.group()] = step.option();
            } else {
                blocked[step.group()] = true;
                breaking = breaking == 0 ? step.slope() : breaking;
            }
        }
        offer(taken);
        return breaking;
    }

    private Step step(int group, int from, int to) {
        double extra = cost[group][to] - cost[group][from];
        double gain = value[group][to] - value[group][from];
        return new Step(group, to, extra, gain, gain / extra);
    }

    /** Options by rising cost that some price of money makes the best; the first is the best of the free ones. */
    private List<Integer> hull(int group) {
        var byCost = IntStream.range(0, value[group].length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer option) -> cost[group][option])
                        .thenComparing(Comparator.comparingDouble((Integer option) -> value[group][option])
                                .reversed()))
                .toList();
        var hull = new ArrayList<Integer>();
        for (int option : byCost) {
            if (!hull.isEmpty() && value[group][option] <= value[group][hull.getLast()]) {
                continue;
            }
            while (hull.size() > 1
                    && step(group, hull.get(hull.size() - 2), hull.getLast()).slope()
                            <= step(group, hull.getLast(), option).slope()) {
                hull.removeLast();
            }
            hull.add(option);
        }
        return hull;
    }

    private void offer(int[] options) {
        double worth = total(value, options);
        if (worth > bestValue && total(cost, options) <= cap) {
            best = options.clone();
            bestValue = worth;
        }
    }

    private static double total(double[][] of, int[] options) {
        double sum = 0;
        for (int g = 0; g < options.length; g++) {
            sum += of[g][options[g]];
        }
        return sum;
    }

    /** @param price of a unit of cost */
    private void search(double price) {
        var net = IntStream.range(0, value.length)
                .mapToDouble(g -> IntStream.range(0, value[g].length)
                        .mapToDouble(option -> net(g, option, price))
                        .max()
                        .orElse(0))
                .toArray();
        double bound = Arrays.stream(net).sum() + price * cap;
        double gap = bound - bestValue + ROUNDING * Math.abs(bound);
        var open = new ArrayList<Group>();
        var state = State.NONE;
        double ahead = 0;
        for (int g = 0; g < value.length; g++) {
            int group = g;
            var options = IntStream.range(0, value[g].length)
                    .filter(option -> net[group] - net(group, option, price) <= gap)
                    .boxed()
                    .toList();
            if (options.size() == 1) {
                int only = options.getFirst();
                state = state.with(g, only, value[g][only], cost[g][only]);
            } else {
                open.add(new Group(g, options));
                ahead += net[g];
            }
        }
        // the classes that are hardest to decide first: what they leave open is bounded by those after them
        open.sort(Comparator.comparingDouble(group -> secondLoss(group, net, price)));
        var states = List.of(state);
        long work = 0;
        for (var group : open) {
            work += (long) states.size() * group.options().size();
            if (work > MOST_WORK) {
                return;
            }
            ahead -= net[group.index()];
            states = grown(states, group, price, ahead);
        }
        for (var last : states) {
            offer(last.options(value.length));
        }
    }

    private double net(int group, int option, double price) {
        return value[group][option] - price * cost[group][option];
    }

    private double secondLoss(Group group, double[] net, double price) {
        return group.options().stream()
                .mapToDouble(option -> net[group.index()] - net(group.index(), option, price))
                .sorted()
                .skip(1)
                .findFirst()
                .orElse(0);
    }

    /** @param ahead the most that the classes after this one add, net of cost */
    private List<State> grown(List<State> states, Group group, double price, double ahead) {
        var grown = new ArrayList<State>();
        for (var state : states) {
            for (int option : group.options()) {
                var next = state.with(group.index(), option, value[group.index()][option], cost[group.index()][option]);
                double hope = next.value() + ahead + price * (cap - next.cost());
                if (next.cost() <= cap && hope > bestValue) {
                    grown.add(next);
                }
            }
        }
        grown.sort(Comparator.comparingDouble(State::cost)
                .thenComparing(Comparator.comparingDouble(State::value).reversed()));
        var kept = new ArrayList<State>();
        for (var state : grown) {
            if (kept.isEmpty() || state.value() > kept.getLast().value()) {
                kept.add(state);
            }
        }
        return kept;
    }

    /** A class that is not decided yet. */
    private record Group(int index, List<Integer> options) {}

    /** Options of some classes, the last of them with those before it. */
    private record State(
            double cost,
            double value,
            int group,
            int option,
            @Nullable State before) {

        static final State NONE = new State(0, 0, -1, 0, null);

        State with(int nextGroup, int nextOption, double moreValue, double moreCost) {
            return new State(cost + moreCost, value + moreValue, nextGroup, nextOption, this);
        }

        int[] options(int groups) {
            var options = new int[groups];
            for (var at = this; at != null && at.group >= 0; at = at.before) {
                options[at.group] = at.option;
            }
            return options;
        }
    }
}
