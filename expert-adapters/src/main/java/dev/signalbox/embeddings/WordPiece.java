package dev.signalbox.embeddings;

import java.util.Arrays;
import java.util.Map;

/**
 * Cuts words into the longest pieces that a vocabulary knows, from left to right; pieces after a word's first begin with
 * {@code ##}. A word with a part that no piece covers is one unknown token.
 *
 * <p>Devlin et al. 2019, <a href="https://arxiv.org/abs/1810.04805">arXiv:1810.04805</a>, after Wu et al. 2016,
 * <a href="https://arxiv.org/abs/1609.08144">arXiv:1609.08144</a>, section 4.1.
 */
final class WordPiece {

    private static final int LONGEST_WORD = 100;

    private final Map<String, Integer> vocabulary;
    private final int longestPiece;
    private final int unknown;

    WordPiece(Map<String, Integer> vocabulary) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.longestPiece =
                vocabulary.keySet().stream().mapToInt(String::length).max().orElse(0);
        this.unknown = id("[UNK]");
    }

    /** The token of an entry that the vocabulary must have. */
    int id(String entry) {
        var id = vocabulary.get(entry);
        if (id == null) {
            throw new IllegalArgumentException("vocabulary: " + entry + " is missing");
        }
        return id;
    }

    /** Appends the tokens of one word, none when it is empty. */
    void cut(CharSequence word, Tokens into) {
        if (word.isEmpty()) {
            return;
        }
        var text = word.toString();
        if (text.codePointCount(0, text.length()) > LONGEST_WORD) {
            into.add(unknown);
            return;
        }
        int mark = into.size();
        for (int start = 0; start < text.length(); ) {
            int end = longestMatch(text, start, into);
            if (end < 0) {
                into.truncate(mark);
                into.add(unknown);
                return;
            }
            start = end;
        }
    }

    /** Appends the longest piece that begins at {@code start} and returns where it ends, or -1. */
    private int longestMatch(String text, int start, Tokens into) {
        var prefix = start == 0 ? "" : "##";
        for (int end = Math.min(text.length(), start + longestPiece); end > start; end--) {
            var id = vocabulary.get(prefix.concat(text.substring(start, end)));
            if (id != null) {
                into.add(id);
                return end;
            }
        }
        return -1;
    }

    /** A growing list of token ids. */
    static final class Tokens {
        private long[] ids = new long[64];
        private int size;

        void add(long id) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size);
            }
            ids[size++] = id;
        }

        int size() {
            return size;
        }

        void truncate(int length) {
            size = Math.min(size, length);
        }

        long[] toArray() {
            return Arrays.copyOf(ids, size);
        }
    }
}
