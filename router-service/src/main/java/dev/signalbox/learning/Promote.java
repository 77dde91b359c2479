package dev.signalbox.learning;

import java.util.Arrays;
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

    /** @throws IllegalArgumentException naming the words that there are */
    public static Promote of(String word) {
        return Arrays.stream(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("promote: \"" + word + "\", expected one of "
                        + Arrays.stream(values()).map(Promote::word).collect(Collectors.joining(", "))));
    }
}
