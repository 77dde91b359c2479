package dev.signalbox.moe;

import java.util.List;

/**
 * What a local model reads: text in pieces, of which only some may hold special tokens. What a caller wrote never does.
 *
 * @param pieces in order
 */
record Prompt(List<Piece> pieces) {

    /** @param markup whether names of special tokens in it stand for these tokens; else they are plain text */
    record Piece(String text, boolean markup) {}

    Prompt {
        pieces = List.copyOf(pieces);
    }

    /** Plain text alone. */
    static Prompt of(String text) {
        return new Prompt(List.of(new Piece(text, false)));
    }
}
