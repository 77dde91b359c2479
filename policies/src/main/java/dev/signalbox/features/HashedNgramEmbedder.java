package dev.signalbox.features;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Embeds a text by hashing its words and the character n-grams in them; pure Java, no model.
 *
 * <p>Weinberger et al. 2009, <a href="https://arxiv.org/abs/0902.2206">arXiv:0902.2206</a> (signed feature hashing);
 * character n-grams as in Bojanowski et al. 2016, <a href="https://arxiv.org/abs/1607.04606">arXiv:1607.04606</a>.
 * Each feature adds sign · weight · (1 + ln count) to one of {@value #DIMENSION} coordinates; the sum is scaled to unit
 * norm. Text is NFKC-normalised and lower-cased; a number counts by its length, as {@code ##} for two digits, because
 * which number it is says little about what is asked. Function words of English weigh less, because they say more about
 * manners than about the subject.
 *
 * <pre>
 *   word               1.0   {@code capital}, {@code +}, {@code ##}; 0.3 for {@code the}, 0.2 for {@code ?}
 *   two words          0.3   {@code capital of}
 *   3- to 5-grams      0.3   of {@code <capital>}, over the square root of how many the word has
 * </pre>
 */
public final class HashedNgramEmbedder implements PromptEmbedder {

    private static final int DIMENSION = 384;
    private static final int MOST_CHARACTERS = 4096;
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

    @Override
    public String space() {
        return "hashed-ngram-" + DIMENSION + "-v2";
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    /** Reads the first {@value #MOST_CHARACTERS} characters. */
    @Override
    public Embedding embed(String text) {
        var weights = new HashMap<String, double[]>();
        var previous = "^";
        var words = WORD.matcher(normalised(text));
        while (words.find()) {
            var word = words.group();
            if (DIGIT.matcher(word).lookingAt()) {
                word = "#".repeat(Math.min(word.length(), 12));
            }
            add(weights, "w:" + word, weight(word));
            add(weights, "p:" + previous + " " + word, PAIR);
            addNgrams(weights, "<" + word + ">");
            previous = word;
        }
        return project(weights);
    }

    private static String normalised(String text) {
        var head = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        return Normalizer.normalize(head, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static double weight(String word) {
        if (word.length() == 1 && ".,;:?!".contains(word)) {
            return PUNCTUATION;
        }
        return FUNCTION_WORDS.contains(word) ? FUNCTION_WORD : 1;
    }

    private static void addNgrams(Map<String, double[]> weights, String word) {
        int count = 0;
        for (int n = SHORTEST; n <= LONGEST; n++) {
            count += Math.max(0, word.length() - n + 1);
        }
        double weight = NGRAM / Math.sqrt(Math.max(1, count));
        for (int n = SHORTEST; n <= LONGEST; n++) {
            for (int at = 0; at + n <= word.length(); at++) {
                add(weights, "g:" + word.substring(at, at + n), weight);
            }
        }
    }

    /** Keeps the weight and how often it came. */
    private static void add(Map<String, double[]> weights, String feature, double weight) {
        var entry = weights.computeIfAbsent(feature, key -> new double[2]);
        entry[0] = Math.max(entry[0], weight);
        entry[1]++;
    }

    private static Embedding project(Map<String, double[]> weights) {
        var sum = new double[DIMENSION];
        weights.forEach((feature, entry) -> {
            long hash = hash(feature);
            int index = (int) Long.remainderUnsigned(hash >>> 1, DIMENSION);
            double value = entry[0] * (1 + Math.log(entry[1]));
            sum[index] += (hash & 1) == 0 ? value : -value;
        });
        var values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) sum[i];
        }
        return Embedding.normalized(values);
    }

    /** FNV-1a over UTF-16 units, finished as in MurmurHash3 so that every bit counts. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
