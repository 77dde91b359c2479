package dev.signalbox.yaml;

import static java.util.Objects.requireNonNull;

/**
 * A single value that may be a name or a number, such as {@code all} or {@code 12}: who takes it says which.
 *
 * @param text as it stands in the file
 */
public record Word(String text) {

    public Word {
        requireNonNull(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
