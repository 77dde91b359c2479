package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one expert said of the candidates when it was asked for advice, or why it has no say. Immutable.
 *
 * @param adviser who was asked
 * @param ratings of candidates by name, in [-1, 1]; what they mean is the asking scorer's; empty when there is no say
 * @param reasons in its own words, which may quote the prompt; empty when it gave none or they were not kept
 * @param fault why it has no say; empty when it has one
 */
public record Opinion(String adviser, Map<String, Double> ratings, String reasons, String fault) {

    public Opinion {
        requireNonNull(adviser);
        requireNonNull(reasons);
        requireNonNull(fault);
        ratings = Collections.unmodifiableMap(new TreeMap<>(ratings));
        ratings.forEach((name, rating) -> {
            if (!(rating >= -1 && rating <= 1)) {
                throw new IllegalArgumentException(
                        "rating of " + name + " by " + adviser + ": " + rating + ", expected within [-1, 1]");
            }
        });
        if (ratings.isEmpty() == fault.isEmpty()) {
            throw new IllegalArgumentException("opinion of " + adviser + ": " + ratings + ", \"" + fault
                    + "\", expected either ratings or a fault");
        }
    }

    /** Of an expert that rated somebody. */
    public static Opinion of(String adviser, Map<String, Double> ratings, String reasons) {
        return new Opinion(adviser, ratings, reasons, "");
    }

    /** Of an expert that has no say. */
    public static Opinion none(String adviser, String fault) {
        return new Opinion(adviser, Map.of(), "", fault);
    }
}
