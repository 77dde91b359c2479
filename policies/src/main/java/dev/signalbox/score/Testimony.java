package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What an asked expert replied.
 *
 * @param text the whole of it
 * @param opening how likely it found each of several first tokens, in [0, 1]; empty when it does not tell
 */
public record Testimony(String text, Map<String, Double> opening) {

    public Testimony {
        requireNonNull(text);
        opening = Map.copyOf(opening);
    }

    public Testimony(String text) {
        this(text, Map.of());
    }
}
