package dev.signalbox.gate;

import dev.signalbox.score.Scorecard;
import java.util.List;

/**
 * A gate that can be given a target, such as a share of the queries, instead of a number to compare scores with; the
 * number is fitted to what the policy's scorer predicts.
 */
public interface CalibratedGate extends Gate {

    /** Whether its options set a target. Until it is {@linkplain #calibrated fitted} such a gate cannot select. */
    boolean awaitsCalibration();

    /**
     * The gate with its number fitted.
     *
     * @param predictions for questions such as will be asked, which the scorer had not learned from; at least one
     * @throws IllegalArgumentException when nothing meets the target, naming the option, its value and what can be met
     */
    Gate calibrated(List<Scorecard> predictions, Objective objective);
}
