package dev.signalbox.score;

import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * How likely a question is of each labelled domain, as coordinates: the square roots of the shares, so that two questions are
 * as far apart as their shares are by Hellinger's distance. Who labels domains says which questions belong together.
 *
 * <pre>
 *   of              [k]  in [0, 1], unit L2 norm
 *   blend.topics/*       of the {@link DomainModel}
 * </pre>
 */
final class Topics {

    private static final String PREFIX = "blend.topics/";

    /** Of questions that were learned from a classifier is too sure; on MMLU outcomes this much suits the others. */
    private static final double TEMPERATURE = 1.4;

    private static final int LEAST = 5;
    private static final int MOST = 256;

    private final DomainModel model;
    private final int classes;

    private Topics(DomainModel model, int classes) {
        this.model = model;
        this.classes = classes;
    }

    /**
     * Empty when fewer than two domains have {@value #LEAST} questions; of more than {@value #MOST} the most frequent count. The
     * same questions always give the same topics.
     */
    static Optional<Topics> fit(List<Observation> observations) {
        var index = index(observations);
        if (index.size() < 2) {
            return Optional.empty();
        }
        var labelled = observations.stream()
                .filter(observation -> index.containsKey(observation.domain()))
                .toList();
        var classes = labelled.stream()
                .mapToInt(observation -> index.getOrDefault(observation.domain(), 0))
                .toArray();
        var random = new SplittableRandom(labelled.size());
        var model = DomainModel.fit(labelled, classes, index.size(), TEMPERATURE, random);
        return Optional.of(new Topics(model, index.size()));
    }

    private static Map<String, Integer> index(List<Observation> observations) {
        var counts = new TreeMap<String, Integer>();
        observations.forEach(observation -> counts.merge(observation.domain(), 1, Integer::sum));
        counts.remove("");
        var index = new HashMap<String, Integer>();
        counts.entrySet().stream()
                .filter(domain -> domain.getValue() >= LEAST)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST)
                .forEach(domain -> index.put(domain.getKey(), index.size()));
        return index;
    }

    /** Empty when the snapshot has none. */
    static Optional<Topics> of(Snapshot snapshot) {
        var own = new TreeMap<String, Matrix>();
        snapshot.matrices().forEach((name, matrix) -> {
            if (name.startsWith(PREFIX)) {
                own.put(name.substring(PREFIX.length()), matrix);
            }
        });
        if (own.isEmpty()) {
            return Optional.empty();
        }
        var inner = new Snapshot(snapshot.origin(), snapshot.experts(), own);
        return Optional.of(
                new Topics(DomainModel.of(inner), inner.matrix("softmax.bias").columns()));
    }

    Map<String, Matrix> matrices() {
        var matrices = new TreeMap<String, Matrix>();
        model.matrices().forEach((name, matrix) -> matrices.put(PREFIX + name, matrix));
        return matrices;
    }

    int size() {
        return classes;
    }

    float[] of(Prompt prompt) {
        var likely = model.likely(prompt);
        var roots = new float[likely.length];
        for (int c = 0; c < roots.length; c++) {
            roots[c] = (float) Math.sqrt(likely[c]);
        }
        return roots;
    }
}
