package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Numbers of those candidates that a scorer knows, by name, for explanations. */
final class Grades {

    private Grades() {}

    /** @param value by the expert's place in the snapshot; NaN where there is none */
    static Map<String, Double> of(
            List<ExpertCard> candidates, Map<String, Integer> experts, IntToDoubleFunction value) {
        var grades = new HashMap<String, Double>();
        for (var card : candidates) {
            var expert = experts.get(card.name());
            if (expert != null && !Double.isNaN(value.applyAsDouble(expert))) {
                grades.put(card.name(), value.applyAsDouble(expert));
            }
        }
        return grades;
    }

    /** How much they differ. */
    static double spread(Map<String, Double> grades) {
        var all = grades.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return grades.isEmpty() ? 0 : all.getMax() - all.getMin();
    }
}
