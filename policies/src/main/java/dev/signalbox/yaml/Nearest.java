package dev.signalbox.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
public final class Nearest {

    private Nearest() {}

    /** The known name at the smallest edit distance, when a slip of the pen explains it. */
    public static Optional<String> to(String name, Collection<String> known) {
        int most = Math.clamp(name.length() / 2, 1, 3);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(name, candidate) <= most);
    }

    /** Levenshtein distance, one row at a time. */
    static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int swapped = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(swapped, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
