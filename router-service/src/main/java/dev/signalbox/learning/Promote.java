package dev.signalbox.learning;

import dev.signalbox.evaluate.Bootstrap;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** When a new snapshot takes the place of the one in force. */
public enum Promote {
    /** When it is not worse beyond noise; the default. */
    UNLESS_WORSE("unless-worse"),
    /** When it is better beyond noise. */
    IF_BETTER("if-better"),
    ALWAYS("always"),
    NEVER("never");

    private final String word;

    Promote(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** @param gain over what is in force, with its interval; empty when there is nothing to be held against */
    boolean isDue(Optional<Bootstrap.Interval> gain) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case UNLESS_WORSE -> gain.map(held -> held.high() >= 0).orElse(true);
            case IF_BETTER -> gain.map(held -> held.low() > 0).orElse(true);
        };
    }

    /** @throws IllegalArgumentException naming the words that there are */
    public static Promote of(String word) {
        return Arrays.stream(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("promote: \"" + word + "\", expected one of "
                        + Arrays.stream(values()).map(Promote::word).collect(Collectors.joining(", "))));
    }
}
