package dev.signalbox.evaluate.intent;

import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation of classifiers found on one set of intents.
 *
 * @param set its name
 * @param protocol one line
 * @param seed of all that was random
 * @param queries judged
 * @param entries classifiers, best first
 * @param notes what a reader must know
 */
public record IntentFindings(
        String set, String protocol, long seed, int queries, List<Entry> entries, List<String> notes) {

    public IntentFindings {
        entries = List.copyOf(entries);
        notes = List.copyOf(notes);
    }

    /** A classifier and its metrics. */
    public record Entry(String name, Map<Metric, Reading> figures) {
        public Entry {
            figures = Collections.unmodifiableMap(
                    figures.isEmpty() ? new EnumMap<>(Metric.class) : new EnumMap<>(figures));
        }

        /** Not a number when the metric was not taken. */
        public double value(Metric metric) {
            var reading = figures.get(metric);
            return reading == null ? Double.NaN : reading.value();
        }
    }
}
