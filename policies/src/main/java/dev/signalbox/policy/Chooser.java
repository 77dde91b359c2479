package dev.signalbox.policy;

import dev.signalbox.gate.Gate;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.Selection;
import dev.signalbox.score.Scorecard;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Lets the gate choose, and now and then chance: with probability {@code rate} a uniformly random candidate goes first.
 * Propensities account for both ways to be chosen.
 */
final class Chooser {

    private final Gate gate;
    private final Objective objective;
    private final double rate;

    Chooser(Gate gate, Objective objective, double rate) {
        this.gate = gate;
        this.objective = objective;
        this.rate = rate;
    }

    Objective objective() {
        return objective;
    }

    Choice choose(Scorecard scorecard, RandomGenerator random) {
        var greedy = gate.select(scorecard, objective, random);
        if (rate == 0 || greedy.choices().isEmpty()) {
            return new Choice(greedy, names(greedy));
        }
        int size = scorecard.scores().size();
        double each = rate / size;
        if (random.nextDouble() >= rate) {
            return new Choice(mixed(greedy, each), names(greedy));
        }
        var drawn = scorecard.scores().get(random.nextInt(size)).expert();
        // Chance asks it first, and so does the gate when it is the gate's own first choice: its second is asked
        // second.
        var first = greedy.choices().getFirst();
        double propensity = (first.expert().equals(drawn) ? (1 - rate) * first.propensity() : 0) + each;
        var order = new ArrayList<>(List.of(drawn));
        names(greedy).stream().filter(name -> !name.equals(drawn)).forEach(order::add);
        return new Choice(
                new Selection(List.of(new Selection.Choice(drawn, 1, Math.min(1, propensity)))), List.copyOf(order));
    }

    private Selection mixed(Selection greedy, double each) {
        return new Selection(greedy.choices().stream()
                .map(choice -> new Selection.Choice(
                        choice.expert(), choice.weight(), Math.min(1, (1 - rate) * choice.propensity() + each)))
                .toList());
    }

    private static List<String> names(Selection selection) {
        return selection.choices().stream().map(Selection.Choice::expert).toList();
    }

    /**
     * @param selection with propensities
     * @param order who is asked first, then next; holds the gate's choices even where chance came first
     */
    record Choice(Selection selection, List<String> order) {}
}
