package dev.signalbox.policy;

import dev.signalbox.gate.Floor;
import dev.signalbox.gate.Gate;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.Selection;
import dev.signalbox.score.Score;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a policy chooses, and what became of its floor.
 *
 * @param kept empty without a floor
 * @param rule who may be chosen so that the floor holds; empty without one
 */
record Aim(Chooser chooser, Optional<Kept> kept, Optional<Rule> rule) {

    static Aim of(Chooser chooser) {
        return new Aim(chooser, Optional.empty(), Optional.empty());
    }

    /**
     * The cheapest way of choosing that keeps a floor. Where none does, the best single expert answers everything that it
     * may answer, and chance plays no part; whatever it may not answer goes by expected quality.
     *
     * @param explore share of the queries that go to a random candidate
     * @param questions of the calibration, at least one
     */
    static Aim keeping(Floor floor, Gate gate, double explore, List<Keeping.Graded> questions) {
        var kept = new Keeping(floor, gate, explore).fit(questions);
        var rule = new FloorRule(questions.getFirst().predicted().scores().stream()
                .map(Score::expert)
                .collect(Collectors.toSet()));
        var chooser = kept.perUsd().isPresent()
                ? new Chooser(gate, kept.objective(), explore)
                : new Chooser(bestFirst(kept.best(), gate), Objective.QUALITY, 0);
        return new Aim(chooser, Optional.of(kept), Optional.of(rule));
    }

    private static Gate bestFirst(String best, Gate otherwise) {
        return (scorecard, objective, random) -> scorecard.of(best).isPresent()
                ? new Selection(List.of(new Selection.Choice(best, 1, 1)))
                : otherwise.select(scorecard, objective, random);
    }
}
