package dev.signalbox.features;

import java.util.EnumMap;
import java.util.Map;

/**
 * What can be told of a text at a glance: a small dense vector with named coordinates. Immutable.
 *
 * <pre>
 *   toArray  [s]  one for each {@link Signal} in its order, in [0, 1]
 * </pre>
 */
public final class Signals {

    private static final int DIMENSION = Signal.values().length;

    /** Without those that are 0. */
    private final EnumMap<Signal, Float> values;

    private Signals(EnumMap<Signal, Float> values) {
        this.values = values;
    }

    /** Of a question that is a whole conversation. */
    public static Signals of(String text) {
        return of(text, false, 1);
    }

    /**
     * Reads a text; of one beyond 4,096 characters the first and the last 2,048, its length and its lines.
     *
     * @param tools whether the caller offers tools
     * @param turns of the whole conversation, at least 1
     */
    public static Signals of(String text, boolean tools, int turns) {
        if (turns < 1) {
            throw new IllegalArgumentException("turns: " + turns + ", expected at least 1");
        }
        var signals = new EnumMap<Signal, Double>(Signal.class);
        var ends = ends(text);
        signals.put(Signal.LENGTH, logarithm(1.0 + text.length(), 1 + 32_768));
        signals.put(
                Signal.LINES,
                logarithm(1.0 + text.chars().filter(unit -> unit == '\n').count(), 1024));
        LetterShares.read(ends, signals);
        TellTales.read(ends, signals);
        QuestionForm.read(ends, signals);
        signals.put(Signal.TOOLS, tools ? 1.0 : 0.0);
        signals.put(Signal.TURNS, logarithm(turns, 64));
        return of(signals);
    }

    /** Those that are missing are 0; refuses values outside [0, 1]. */
    public static Signals of(Map<Signal, Double> signals) {
        var values = new EnumMap<Signal, Float>(Signal.class);
        signals.forEach((signal, value) -> {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("signal " + signal + ": " + value + ", expected within [0, 1]");
            }
            if (value > 0) {
                values.put(signal, value.floatValue());
            }
        });
        return new Signals(values);
    }

    /** How many coordinates. */
    public static int dimension() {
        return DIMENSION;
    }

    public float at(Signal signal) {
        return values.getOrDefault(signal, 0f);
    }

    /** A copy, in the order of {@link Signal}. */
    public float[] toArray() {
        var array = new float[DIMENSION];
        int at = 0;
        for (var signal : Signal.values()) {
            array[at++] = at(signal);
        }
        return array;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signals signals && values.equals(signals.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Signals" + values;
    }

    private static String ends(String text) {
        int half = 2048;
        return text.length() <= 2 * half ? text : text.substring(0, half) + '\n' + text.substring(text.length() - half);
    }

    private static double logarithm(double value, double most) {
        return Math.clamp(Math.log(value) / Math.log(most), 0.0, 1.0);
    }
}
