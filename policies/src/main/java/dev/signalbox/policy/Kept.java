package dev.signalbox.policy;

import dev.signalbox.gate.Floor;
import dev.signalbox.gate.Objective;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a policy's floor came to when it was calibrated.
 *
 * @param floor as the policy file asks for it
 * @param perUsd weight of cost that keeps it; empty when no weight does, and the best single expert answers everything
 * @param best the best single expert by the calibration
 * @param questions that it was calibrated on
 * @param level mean quality of the chosen rule on them, as a share of the best single expert's
 * @param cost mean cost of it, likewise
 */
public record Kept(Floor floor, OptionalDouble perUsd, String best, int questions, double level, double cost) {

    /** What decisions maximise so that the floor is kept. */
    public Objective objective() {
        return new Objective(1, perUsd.orElse(0), 0);
    }

    /** One line for people. */
    public String line() {
        var asked = String.format(
                Locale.ROOT,
                "floor %s of the best expert's quality at confidence %s: ",
                floor.level(),
                floor.confidence());
        return perUsd.isPresent()
                ? asked
                        + String.format(
                                Locale.ROOT,
                                "kept with per-usd %.4g; on the %d questions of the calibration %.3f of the quality and %.3f of the cost of %s",
                                perUsd.getAsDouble(),
                                questions,
                                level,
                                cost,
                                best)
                : asked + "no choice keeps it surely enough on the " + questions
                        + " questions of the calibration, so everything goes to the best expert, " + best;
    }
}
