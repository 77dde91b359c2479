package dev.signalbox.evaluate;

import java.util.Map;

/**
 * One prompt and how the experts did on it, as a file says it.
 *
 * @param id unique in its file
 * @param prompt may be empty
 * @param domain empty when none is known
 * @param label the prompt's intent, empty in outcome sets
 * @param split {@code train}, {@code val} or {@code test}; empty when the file has none
 * @param outOfScope whether none of the labels fits
 * @param contaminated whether others left the row out of their figures
 * @param scores by expert, in [0, 1]; experts that were not asked are missing
 * @param microUsd by expert, at least 0; empty when the file has no costs
 */
public record OutcomeRow(
        String id,
        String prompt,
        String domain,
        String label,
        String split,
        boolean outOfScope,
        boolean contaminated,
        Map<String, Double> scores,
        Map<String, Double> microUsd) {

    public OutcomeRow {
        scores = Map.copyOf(scores);
        microUsd = Map.copyOf(microUsd);
        scores.forEach((expert, score) -> require("scores", expert, score, 1, "a number within [0, 1]"));
        microUsd.forEach((expert, cost) -> require("costs", expert, cost, Double.MAX_VALUE, "a number of at least 0"));
    }

    OutcomeRow with(Map<String, Double> otherScores) {
        return new OutcomeRow(id, prompt, domain, label, split, outOfScope, contaminated, otherScores, microUsd);
    }

    private static void require(String field, String expert, double value, double most, String expected) {
        if (!(value >= 0 && value <= most)) {
            throw new BadOutcomesException(field + "." + expert + ": " + value + ", expected " + expected);
        }
    }
}
