package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What experts said when a scorer asked them before it scored: plain data, recorded with the decision, so that a replay
 * asks nobody. Immutable.
 *
 * @param scorer name of the one that wanted to know; only it knows what the ratings mean; empty when none did
 * @param opinions one for each expert that was asked or was to be asked
 * @param standIn name of the scorer that scores where nobody has a say; empty when the policy's scorer asks nobody
 */
public record Advice(String scorer, List<Opinion> opinions, String standIn) {

    /** Nobody was asked, and nobody was to be. */
    public static final Advice NONE = new Advice("", List.of(), "");

    public Advice {
        requireNonNull(scorer);
        opinions = List.copyOf(opinions);
        requireNonNull(standIn);
    }

    /** Whether anybody has a say. */
    public boolean isUsable() {
        return opinions.stream().anyMatch(opinion -> !opinion.ratings().isEmpty());
    }

    /** The scorer that had to stand in, if one had to. */
    public Optional<String> stoodIn() {
        return standIn.isEmpty() || isUsable() ? Optional.empty() : Optional.of(standIn);
    }

    /** Of candidates by name; who was rated by several has the first one's rating. */
    public Map<String, Double> ratings() {
        var ratings = new TreeMap<String, Double>();
        opinions.forEach(opinion -> opinion.ratings().forEach(ratings::putIfAbsent));
        return Collections.unmodifiableMap(ratings);
    }
}
