package dev.signalbox.features;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * How often each word, each pair of neighbouring words and each character n-gram comes in a text, by a 64-bit hash: what
 * hashed features are made of.
 *
 * <p>Character n-grams as in Bojanowski et al. 2016, <a href="https://arxiv.org/abs/1607.04606">arXiv:1607.04606</a>. Text
 * is NFKC-normalised and lower-cased; a number counts by its length, as {@code ##} for two digits, because which number it
 * is says little about what is asked. Function words of English weigh less, because they say more about manners than about
 * the subject.
 *
 * <pre>
 *   word               1.0   {@code capital}, {@code +}, {@code ##}; 0.3 for {@code the}, 0.2 for {@code ?}
 *   two words          0.3   {@code capital of}
 *   3- to 5-grams      0.3   of {@code <capital>}, over the square root of how many the word has
 * </pre>
 */
final class TermCounts {

    private static final int MOST_CHARACTERS = 4096;
    /** Prose makes two or three terms for each character, of which some come again. */
    private static final int SLOTS_PER_CHARACTER = 6;

    private static final int LEAST_SLOTS = 64;
    private static final int LONGEST_NUMBER = 12;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 5;
    private static final double PAIR = 0.3;
    private static final double NGRAM = 0.3;
    private static final double FUNCTION_WORD = 0.3;
    private static final double PUNCTUATION = 0.2;
    private static final Set<String> FUNCTION_WORDS = Set.of(
            "a an and are as at be by can could did do does for from give has have hello hi how i if in is it its me my"
                    .concat(" name of on or please tell thank thanks that the there this to was we what when which who")
                    .concat(" whose will with would you your")
                    .split(" "));
    private static final Pattern WORD = Pattern.compile("\\p{N}+|[\\p{L}\\p{M}]+|[^\\s\\p{L}\\p{M}\\p{N}]");
    private static final Pattern DIGIT = Pattern.compile("\\p{N}");
    private static final long WORD_SEED = extend(0xcbf29ce484222325L, "w:");
    private static final long PAIR_SEED = extend(0xcbf29ce484222325L, "p:");
    private static final long NGRAM_SEED = extend(0xcbf29ce484222325L, "g:");

    /** An open-addressed table; a slot whose count is 0 is free. */
    private long[] hashes;

    private double[] weights;
    private int[] counts;
    private int size;

    private TermCounts(int characters) {
        int capacity = Math.max(LEAST_SLOTS, Integer.highestOneBit(SLOTS_PER_CHARACTER * characters));
        this.hashes = new long[capacity];
        this.weights = new double[capacity];
        this.counts = new int[capacity];
    }

    /** Reads the first {@value #MOST_CHARACTERS} characters. */
    static TermCounts of(String text) {
        var read = normalised(text);
        var counted = new TermCounts(read.length());
        var previous = "^";
        var words = WORD.matcher(read);
        while (words.find()) {
            var word = numbersByLength(words.group());
            counted.add(hash(word), weight(word));
            counted.add(hash(previous, word), PAIR);
            counted.addNgrams("<" + word + ">");
            previous = word;
        }
        return counted;
    }

    /** Shows each word and each pair of words, as often as it comes, with the hash that it is counted by. */
    static void name(String text, BiConsumer<Long, String> visitor) {
        var previous = "^";
        var words = WORD.matcher(normalised(text));
        while (words.find()) {
            var word = numbersByLength(words.group());
            visitor.accept(hash(word), "\"" + word + "\"");
            visitor.accept(hash(previous, word), "\"" + previous + " " + word + "\"");
            previous = word;
        }
    }

    private static String numbersByLength(String word) {
        return DIGIT.matcher(word).lookingAt() ? "#".repeat(Math.min(word.length(), LONGEST_NUMBER)) : word;
    }

    private static long hash(String word) {
        return finish(extend(WORD_SEED, word));
    }

    private static long hash(String previous, String word) {
        return finish(extend(extend(extend(PAIR_SEED, previous), " "), word));
    }

    /** How many differ. */
    int size() {
        return size;
    }

    /** Shows each with its weight times 1 + ln(count), in an order that depends on the text alone. */
    void forEach(Visitor visitor) {
        for (int slot = 0; slot < hashes.length; slot++) {
            if (counts[slot] > 0) {
                visitor.visit(hashes[slot], weights[slot] * (1 + Math.log(counts[slot])));
            }
        }
    }

    /** Normalising can lengthen a text, eighteen-fold at worst, so it is cut again. */
    private static String normalised(String text) {
        return head(Normalizer.normalize(head(text), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
    }

    private static String head(String text) {
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
    }

    private static double weight(String word) {
        if (word.length() == 1 && ".,;:?!".contains(word)) {
            return PUNCTUATION;
        }
        return FUNCTION_WORDS.contains(word) ? FUNCTION_WORD : 1;
    }

    private void addNgrams(String word) {
        int count = 0;
        for (int n = SHORTEST; n <= LONGEST; n++) {
            count += Math.max(0, word.length() - n + 1);
        }
        double weight = NGRAM / Math.sqrt(Math.max(1, count));
        for (int from = 0; from + SHORTEST <= word.length(); from++) {
            long state = NGRAM_SEED;
            int longest = Math.min(LONGEST, word.length() - from);
            for (int n = 1; n <= longest; n++) {
                state = extend(state, word.charAt(from + n - 1));
                if (n >= SHORTEST) {
                    add(finish(state), weight);
                }
            }
        }
    }

    /** Keeps the greatest weight that the same term came with. */
    private void add(long hash, double weight) {
        if (2 * size > hashes.length) {
            grow();
        }
        int slot = slot(hash);
        if (counts[slot] == 0) {
            hashes[slot] = hash;
            size++;
        }
        weights[slot] = Math.max(weights[slot], weight);
        counts[slot]++;
    }

    private int slot(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (counts[slot] > 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        var oldHashes = hashes;
        var oldWeights = weights;
        var oldCounts = counts;
        hashes = new long[2 * oldHashes.length];
        weights = new double[hashes.length];
        counts = new int[hashes.length];
        for (int old = 0; old < oldHashes.length; old++) {
            if (oldCounts[old] > 0) {
                int slot = slot(oldHashes[old]);
                hashes[slot] = oldHashes[old];
                weights[slot] = oldWeights[old];
                counts[slot] = oldCounts[old];
            }
        }
    }

    /** FNV-1a over UTF-16 units. */
    private static long extend(long state, String text) {
        long extended = state;
        for (int i = 0; i < text.length(); i++) {
            extended = extend(extended, text.charAt(i));
        }
        return extended;
    }

    private static long extend(long state, char unit) {
        return (state ^ unit) * 0x100000001b3L;
    }

    /** As in MurmurHash3, so that every bit counts. */
    private static long finish(long state) {
        long hash = (state ^ (state >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** Sees one term. */
    @FunctionalInterface
    interface Visitor {
        void visit(long hash, double value);
    }
}
