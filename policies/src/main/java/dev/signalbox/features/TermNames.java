package dev.signalbox.features;

import java.util.HashMap;
import java.util.Map;

/** Which words of a text its {@linkplain Terms terms} stand for: to be told by the text alone, since a hash tells nothing. */
public final class TermNames {

    private TermNames() {}

    /**
     * Words and pairs of words by the index of their term; parts of words are left out, nobody would recognise them.
     *
     * @param text as {@link Terms#of} was given it; empty gives none
     * @param dimension to which the space is folded, a power of two
     */
    public static Map<Integer, String> of(String text, int dimension) {
        var names = new HashMap<Integer, String>();
        TermCounts.name(text, (hash, name) -> {
            int index = (int) ((hash >>> 1) & (Terms.DIMENSION - 1)) & (dimension - 1);
            names.merge(index, name, (one, other) -> one.contains(other) ? one : one + " or " + other);
        });
        return names;
    }
}
