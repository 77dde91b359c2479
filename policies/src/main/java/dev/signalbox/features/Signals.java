package dev.signalbox.features;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What can be told of a text at a glance: a small dense vector with named coordinates. Immutable.
 *
 * <p>Those of a record of an earlier version may be fewer: the first ones, in the order of {@link Signal}.
 *
 * <pre>
 *   toArray  [s]  one for each known {@link Signal} in its order, in [0, 1]
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // the order of the enum is that of the vector, and says so
public final class Signals {

    private static final int DIMENSION = Signal.values().length;

    private final float[] values;

    private Signals(float[] values) {
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
        var choices = Choices.in(ends);
        ChoiceTraits.read(choices, signals);
        Wording.read(choices.stem(), ends, signals);
        NumberTraits.read(ends, signals);
        signals.put(Signal.TOOLS, tools ? 1.0 : 0.0);
        signals.put(Signal.TURNS, logarithm(turns, 64));
        return of(signals);
    }

    /** Those that are missing are 0; refuses values outside [0, 1]. */
    public static Signals of(Map<Signal, Double> signals) {
        var values = new float[DIMENSION];
        signals.forEach((signal, value) -> values[signal.ordinal()] = checked(signal, value));
        return new Signals(values);
    }

    /** As recorded: those that were known then; copies, and refuses more than are known now and values outside [0, 1]. */
    public static Signals of(float[] recorded) {
        if (recorded.length > DIMENSION) {
            throw new IllegalArgumentException(
                    "signals: " + recorded.length + ", expected at most " + DIMENSION + ", as this version knows");
        }
        var values = recorded.clone();
        for (int i = 0; i < values.length; i++) {
            checked(Signal.values()[i], values[i]);
        }
        return new Signals(values);
    }

    /** How many coordinates this version knows. */
    public static int dimension() {
        return DIMENSION;
    }

    /** How many are known: fewer than {@link #dimension} in the record of an earlier version. */
    public int size() {
        return values.length;
    }

    /** Refuses one that is not known. */
    public float at(Signal signal) {
        if (signal.ordinal() >= values.length) {
            throw new UnrecordedException(
                    Prompt.Part.SIGNALS,
                    "signal " + signal + ": not known, expected among the " + values.length + " that were recorded");
        }
        return values[signal.ordinal()];
    }

    /** A copy, in the order of {@link Signal}. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signals signals && Arrays.equals(values, signals.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Signals" + Arrays.toString(values);
    }

    private static float checked(Signal signal, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("signal " + signal + ": " + value + ", expected within [0, 1]");
        }
        return (float) value;
    }

    private static String ends(String text) {
        int half = 2048;
        return text.length() <= 2 * half ? text : text.substring(0, half) + '\n' + text.substring(text.length() - half);
    }

    /** ln(value) / ln(most), within [0, 1]. */
    static double logarithm(double value, double most) {
        return Math.clamp(Math.log(value) / Math.log(most), 0.0, 1.0);
    }
}
