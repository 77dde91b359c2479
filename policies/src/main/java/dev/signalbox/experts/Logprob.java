package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How likely a token of an answer was when it was drawn, as the expert saw it before any sampling option.
 *
 * @param drawn the token that stands in the answer
 * @param likeliest the likeliest at its place, likeliest first, as many as were asked for
 */
public record Logprob(Chance drawn, List<Chance> likeliest) {

    public Logprob {
        requireNonNull(drawn);
        likeliest = List.copyOf(likeliest);
    }

    /**
     * A token and how likely it was.
     *
     * @param text with U+FFFD where its bytes are no whole character
     * @param bytes each in [0, 255]
     * @param logprob natural logarithm of its probability, finite
     */
    public record Chance(String text, List<Integer> bytes, double logprob) {
        public Chance {
            requireNonNull(text);
            bytes = List.copyOf(bytes);
        }
    }
}
