package dev.signalbox.policy;

import dev.signalbox.gate.Floor;
import dev.signalbox.gate.Gate;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.Selection;
import dev.signalbox.score.Scorecard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Fits the weight of cost with which a gate keeps a {@link Floor}, on questions that the scorer had not learned from and
 * every expert was graded on.
 *
 * <p>The rules, safest first: the gate under quality alone, then under per-usd 0.01 and so on, eight weights in each power
 * of ten, up to 1e8. The grid is fixed beforehand, as the test of a sequence needs it, and wide enough for answers that
 * cost from a millionth of a dollar to a hundred. Where the gate leaves something to chance, or the policy explores, a
 * rule's quality on a question is its expectation. A question for which the gate chooses nobody counts as quality 0.
 */
final class Keeping {

    private static final double LEAST = 0.01;
    private static final int PER_DECADE = 8;
    private static final int DECADES = 10;
    private static final long SEED = 1;

    private final Floor floor;
    private final Gate gate;
    private final double explore;

    /** @param explore share of the queries that go to a uniformly random candidate */
    Keeping(Floor floor, Gate gate, double explore) {
        this.floor = floor;
        this.gate = gate;
        this.explore = explore;
    }

    /** @param questions at least one, each of the same experts in the same order */
    Kept fit(List<Graded> questions) {
        var mixed = new ArrayList<>(questions);
        Collections.shuffle(mixed, new SplittableRandom(SEED));
        var experts = mixed.stream().map(Graded::quality).toArray(double[][]::new);
        var last = floor.reach(experts, DECADES * PER_DECADE + 2, rule -> routed(mixed, weight(rule), Graded::quality));
        int best = best(mixed);
        var name = mixed.getFirst().predicted().scores().get(best).expert();
        if (last.isEmpty()) {
            return new Kept(floor, OptionalDouble.empty(), name, mixed.size(), 1, 1);
        }
        double perUsd = weight(last.getAsInt());
        double quality = mean(routed(mixed, perUsd, Graded::quality));
        double cost = mean(routed(mixed, perUsd, Graded::microUsd));
        return new Kept(
                floor,
                OptionalDouble.of(perUsd),
                name,
                mixed.size(),
                quality / mean(of(mixed, best, Graded::quality)),
                cost / mean(of(mixed, best, Graded::microUsd)));
    }

    private static double weight(int rule) {
        return rule == 0 ? 0 : LEAST * Math.pow(10, (rule - 1.0) / PER_DECADE);
    }

    private double[] routed(List<Graded> questions, double perUsd, Function<Graded, double[]> measure) {
        var objective = new Objective(1, perUsd, 0);
        var random = new SplittableRandom(SEED);
        return questions.stream()
                .mapToDouble(question -> expected(
                        gate.select(question.predicted(), objective, random), question, measure.apply(question)))
                .toArray();
    }

    /** As the chooser chooses: chance takes its share of the queries only where the gate chose somebody. */
    private double expected(Selection selection, Graded question, double[] earned) {
        if (selection.odds().isEmpty()) {
            return 0;
        }
        double sum = 0;
        double all = 0;
        for (int e = 0; e < earned.length; e++) {
            var expert = question.predicted().scores().get(e).expert();
            sum += selection.odds().getOrDefault(expert, 0.0) * earned[e];
            all += earned[e];
        }
        return (1 - explore) * sum + explore * all / earned.length;
    }

    /** Of the greatest mean quality; the cheaper of equals. */
    private static int best(List<Graded> questions) {
        int best = 0;
        for (int e = 1; e < questions.getFirst().quality().length; e++) {
            double lead = mean(of(questions, e, Graded::quality)) - mean(of(questions, best, Graded::quality));
            boolean cheaper = mean(of(questions, e, Graded::microUsd)) < mean(of(questions, best, Graded::microUsd));
            best = lead > 0 || (lead == 0 && cheaper) ? e : best;
        }
        return best;
    }

    private static double[] of(List<Graded> questions, int expert, Function<Graded, double[]> measure) {
        return questions.stream()
                .mapToDouble(question -> measure.apply(question)[expert])
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    /**
     * A question that every expert answered, beside what was predicted of it.
     *
     * @param quality [m] as graded, in the order of {@code predicted}
     * @param microUsd [m] likewise
     */
    @SuppressWarnings("ArrayRecordComponent") // read from a snapshot, handed on and never compared
    record Graded(Scorecard predicted, double[] quality, double[] microUsd) {}
}
