package dev.signalbox.features;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The numbers of a text: how many, how great, of which kind. Thousands may be grouped by commas. */
final class NumberTraits {

    private static final double EVEN = 8;
    private static final double MANY = 65;
    private static final double GREAT = 1e9 + 1;
    private static final int FIRST_YEAR = 1500;
    private static final int LAST_YEAR = 2099;
    private static final String CURRENCIES = "$€£¥₹";

    private final String text;
    private final Set<Double> differing = new HashSet<>();
    private int count;
    private double greatest;
    private boolean decimal;
    private boolean year;

    private NumberTraits(String text) {
        this.text = text;
    }

    static void read(String text, Map<Signal, Double> into) {
        var numbers = new NumberTraits(text);
        for (int at = 0; at < text.length(); ) {
            at = numbers.isDigit(at) ? numbers.take(at) : at + 1;
        }
        into.put(Signal.NUMBERS, numbers.count / (numbers.count + EVEN));
        into.put(Signal.DISTINCT_NUMBERS, Signals.logarithm(1.0 + numbers.differing.size(), MANY));
        into.put(Signal.GREATEST_NUMBER, Signals.logarithm(1 + numbers.greatest, GREAT));
        into.put(Signal.DECIMAL, numbers.decimal ? 1.0 : 0.0);
        into.put(Signal.YEAR, numbers.year ? 1.0 : 0.0);
        into.put(Signal.PERCENT, text.indexOf('%') >= 0 ? 1.0 : 0.0);
        into.put(Signal.CURRENCY, CURRENCIES.chars().anyMatch(sign -> text.indexOf(sign) >= 0) ? 1.0 : 0.0);
    }

    /** Takes the number there, and returns where it ends. */
    private int take(int from) {
        double value = 0;
        int at = from;
        for (; isDigit(at) || (unit(at) == ',' && isDigit(at + 1)); at++) {
            value = unit(at) == ',' ? value : 10 * value + (unit(at) - '0');
        }
        int whole = at;
        if (unit(at) == '.' && isDigit(at + 1)) {
            decimal = true;
            double place = 1;
            for (at++; isDigit(at); at++) {
                place /= 10;
                value += place * (unit(at) - '0');
            }
        }
        boolean plain = at == whole && whole - from == 4 && (from == 0 || !Character.isLetter(unit(from - 1)));
        year |= plain && value >= FIRST_YEAR && value <= LAST_YEAR;
        greatest = Math.max(greatest, value);
        differing.add(value);
        count++;
        return at;
    }

    private boolean isDigit(int at) {
        return unit(at) >= '0' && unit(at) <= '9';
    }

    /** A blank beyond the end. */
    private char unit(int at) {
        return at < text.length() ? text.charAt(at) : ' ';
    }
}
