package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How likely the model found a token, whatever the sampling made of it.
 *
 * @param token its number
 * @param logprob natural logarithm of its probability
 */
public record Likelihood(int token, double logprob) {

    private static final Comparator<Likelihood> UNLIKELIEST =
            Comparator.comparingDouble(Likelihood::logprob).thenComparing(Likelihood::token, Comparator.reverseOrder());

    /** The likeliest {@code count}, likeliest first, after the one of {@code token}; read where the logits lie. */
    static List<Likelihood> of(MemorySegment logits, int vocabulary, int token, int count) {
        double norm = logSum(logits, vocabulary);
        var likeliest = new PriorityQueue<>(count + 1, UNLIKELIEST);
        for (int i = 0; i < vocabulary && count > 0; i++) {
            double logprob = logits.getAtIndex(JAVA_FLOAT, i) - norm;
            if (likeliest.size() < count || logprob > likeliest.element().logprob()) {
                likeliest.add(new Likelihood(i, logprob));
                if (likeliest.size() > count) {
                    likeliest.remove();
                }
            }
        }
        var sorted = new ArrayList<Likelihood>();
        sorted.add(new Likelihood(token, logits.getAtIndex(JAVA_FLOAT, token) - norm));
        likeliest.stream().sorted(UNLIKELIEST.reversed()).forEach(sorted::add);
        return sorted;
    }

    /** Logarithm of the sum of exponentials. */
    private static double logSum(MemorySegment logits, int vocabulary) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            largest = Math.max(largest, logits.getAtIndex(JAVA_FLOAT, i));
        }
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += Math.exp(logits.getAtIndex(JAVA_FLOAT, i) - largest);
        }
        return largest + Math.log(sum);
    }
}
