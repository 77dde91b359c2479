package dev.signalbox.features;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a text: runs of letters and digits, in lower case. */
final class Words {

    private Words() {}

    static List<String> of(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        var words = new ArrayList<String>();
        int from = -1;
        for (int at = 0; at <= lower.length(); at++) {
            boolean inside = at < lower.length() && Character.isLetterOrDigit(lower.charAt(at));
            if (inside && from < 0) {
                from = at;
            } else if (!inside && from >= 0) {
                words.add(lower.substring(from, at));
                from = -1;
            }
        }
        return words;
    }

    /** Without repetitions. */
    static Set<String> differing(String text) {
        return new HashSet<>(of(text));
    }
}
