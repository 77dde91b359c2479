package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Hull;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an evaluation found on one set.
 *
 * @param set its name
 * @param protocol one line
 * @param seed of all that was random
 * @param queries judged
 * @param singles every expert alone, in the order of their names
 * @param entries routers best first, then the zero router and the oracle
 * @param notes what a reader must know: rows left out, metrics that could not be taken
 * @param failures routers that could not be judged
 */
public record Findings(
        String set,
        String protocol,
        long seed,
        int queries,
        List<Single> singles,
        List<Entry> entries,
        List<String> notes,
        List<Failure> failures) {

    /** Name of the entry that mixes single experts at random. */
    public static final String ZERO_ROUTER = "zero-router";

    /** Name of the entry that knows every score beforehand. */
    public static final String ORACLE = "oracle";

    public Findings {
        singles = List.copyOf(singles);
        entries = List.copyOf(entries);
        notes = List.copyOf(notes);
        failures = List.copyOf(failures);
    }

    /** The same with further notes in front. */
    public Findings with(List<String> more) {
        var all = Stream.concat(more.stream(), notes.stream()).toList();
        return new Findings(set, protocol, seed, queries, singles, entries, all, failures);
    }

    public Optional<Entry> entry(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The routers under test alone, best first. */
    public List<Entry> routers() {
        return entries.stream().filter(entry -> !entry.isReference()).toList();
    }

    /** A router that could not be judged, and why. */
    public record Failure(String router, String message) {}

    /**
     * An expert that answers everything.
     *
     * @param usd mean cost of an answer, not a number when costs are not known
     */
    public record Single(String expert, double quality, double usd) {}

    /**
     * A router, the zero router or the oracle.
     *
     * @param curve the deferral curve: cost scaled from the cheapest (0) to the dearest (1) single expert, quality the best
     *     so far; empty when costs are not known
     */
    public record Entry(String name, Map<Metric, Figure> figures, List<Hull.Point> curve) {
        public Entry {
            figures = Collections.unmodifiableMap(
                    figures.isEmpty() ? new EnumMap<>(Metric.class) : new EnumMap<>(figures));
            curve = List.copyOf(curve);
        }

        public boolean isReference() {
            return name.equals(ZERO_ROUTER) || name.equals(ORACLE);
        }

        /** Not a number when the metric was not taken. */
        public double value(Metric metric) {
            var figure = figures.get(metric);
            return figure == null ? Double.NaN : figure.reading().value();
        }
    }

    /**
     * A metric's value with its comparisons, paired over the same resamples.
     *
     * @param overZero the difference to the zero router; empty where that has no such metric
     * @param overBest the difference to the best of the other routers; empty when there is no other
     */
    public record Figure(Reading reading, Optional<Reading> overZero, Optional<Rival> overBest) {}

    /**
     * @param router the best other one
     * @param difference to it
     */
    public record Rival(String router, Reading difference) {}
}
