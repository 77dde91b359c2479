package dev.signalbox.learn;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Embedding;
import java.time.Instant;
import java.util.List;

/**
 * What a learner learns from.
 *
 * @param space embedding space of every observation, as {@code PromptEmbedder.space()} names it
 * @param at when, for the snapshot's record
 * @param observations at least one
 * @param cards what is known of experts without asking them, for learners that learn from it; may lack graded ones, and
 *     know others
 */
public record Training(String space, Instant at, List<Observation> observations, List<ExpertCard> cards) {

    public Training {
        requireNonNull(space);
        requireNonNull(at);
        observations = List.copyOf(observations);
        cards = List.copyOf(cards);
        if (observations.isEmpty()) {
            throw new IllegalArgumentException("training: no observations, expected at least one");
        }
        int dimension = 0;
        for (var observation : observations) {
            // what nobody has embedded yet comes from one embedder, and need not be embedded for the check's sake
            int own = observation
                    .prompt()
                    .embeddingIfComputed()
                    .map(Embedding::dimension)
                    .orElse(dimension);
            if (dimension > 0 && own != dimension) {
                throw new IllegalArgumentException("training: observation " + observation.queryId() + " has dimension "
                        + own + ", expected " + dimension);
            }
            dimension = own;
        }
    }

    /** Without anybody's card. */
    public Training(String space, Instant at, List<Observation> observations) {
        this(space, at, observations, List.of());
    }

    /** Of these observations instead. */
    public Training of(List<Observation> others) {
        return new Training(space, at, others, cards);
    }

    /** With these cards instead. */
    public Training knowing(List<ExpertCard> others) {
        return new Training(space, at, observations, others);
    }

    public int dimension() {
        return observations.getFirst().embedding().dimension();
    }

    /** Every expert with a grade, sorted. */
    public List<String> experts() {
        return observations.stream()
                .flatMap(observation -> observation.grades().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
