package dev.signalbox.moe;

import java.util.HashSet;
import java.util.Set;

/**
 * A place in a JSON schema that is turned into a grammar.
 *
 * @param open references followed since the last character of the reply: one of them again would never end
 */
record SchemaPlace(String path, int depth, Set<String> open) {

    /** Deeper in the reply too. */
    SchemaPlace inside(String step) {
        return new SchemaPlace(path + "." + step, depth + 1, Set.of());
    }

    /** Another way to say the same. */
    SchemaPlace beside(String step) {
        return new SchemaPlace(path + "." + step, depth + 1, open);
    }

    SchemaPlace following(String reference) {
        var more = new HashSet<>(open);
        more.add(reference);
        return new SchemaPlace(path, depth + 1, more);
    }

    IllegalArgumentException wrong(String keyword, String problem) {
        return new IllegalArgumentException(path + "." + keyword + ": " + problem);
    }
}
