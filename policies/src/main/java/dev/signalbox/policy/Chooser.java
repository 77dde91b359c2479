package dev.signalbox.policy;

import dev.signalbox.experts.Settings;
import dev.signalbox.gate.Gate;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.Selection;
import dev.signalbox.score.Scorecard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Lets the gate choose, and now and then chance: with probability {@code rate} a uniformly random candidate goes first.
 * Propensities account for both ways to be chosen.
 *
 * <p>Where the gate's choices would answer together, it would ask none of them alone: then chance is the only way to be
 * first. What those earn together tells nothing of one expert, so off-policy estimates leave such decisions out and see
 * those that chance made alone. The propensity is therefore the one <em>among decisions that ask one expert alone</em>, an
 * even share of the candidates: with the smaller one among all decisions the weights of what is left would average one over
 * {@code rate}. Estimates hold for the queries as they occur among decisions that ask one alone; where the gate chooses
 * several for some queries and one for others, the former count {@code rate} times as much as the latter.
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

    /** How many of the best by utility it looks at, at most. Chance draws from whoever is scored. */
    int reach() {
        return gate.reach();
    }

    /** @param answersTogether whether what the gate chose would answer in one call, rather than one after the other */
    Choice choose(Scorecard scorecard, Predicate<Selection> answersTogether, RandomGenerator random) {
        var greedy = gate.select(scorecard, objective, random);
        if (rate == 0 || greedy.choices().isEmpty()) {
            return Choice.of(greedy);
        }
        int size = scorecard.scores().size();
        double each = rate / size;
        if (random.nextDouble() >= rate) {
            return new Choice(mixed(greedy, each), names(greedy), efforts(greedy));
        }
        var drawn = scorecard.scores().get(random.nextInt(size)).expert();
        // Chance asks it first, and so may the gate; what the gate would ask second is asked second.
        double propensity = answersTogether.test(greedy)
                ? 1.0 / size
                : (1 - rate) * greedy.odds().getOrDefault(drawn, 0.0) + each;
        var order = new ArrayList<>(List.of(drawn));
        names(greedy).stream().filter(name -> !name.equals(drawn)).forEach(order::add);
        var selection = greedy.with(List.of(new Selection.Choice(drawn, 1, Math.min(1, propensity))));
        return new Choice(selection, List.copyOf(order), efforts(greedy));
    }

    private Selection mixed(Selection greedy, double each) {
        return greedy.with(greedy.choices().stream()
                .map(choice -> choice.withPropensity(Math.min(1, (1 - rate) * choice.propensity() + each)))
                .toList());
    }

    private static List<String> names(Selection selection) {
        return selection.choices().stream().map(Selection.Choice::expert).toList();
    }

    private static Map<String, Settings.Effort> efforts(Selection selection) {
        var efforts = new HashMap<String, Settings.Effort>();
        for (var choice : selection.choices()) {
            if (choice.effort() != null) {
                efforts.put(choice.expert(), choice.effort());
            }
        }
        return efforts;
    }

    /**
     * @param selection with propensities
     * @param order who is asked first, then next; holds the gate's choices even where chance came first
     * @param efforts that the gate wants of its choices
     */
    record Choice(Selection selection, List<String> order, Map<String, Settings.Effort> efforts) {

        /** A gate's, as it is. */
        static Choice of(Selection selection) {
            return new Choice(selection, names(selection), Chooser.efforts(selection));
        }
    }
}
