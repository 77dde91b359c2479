package dev.signalbox.learn;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a scorer has learned: named matrices and where they come from. Immutable, and the same for every scorer, so that
 * storing, shipping and comparing snapshots needs no code of theirs.
 */
public final class Snapshot {

    private final Origin origin;
    private final List<String> experts;
    private final Map<String, Matrix> matrices;
    private final Map<String, List<String>> labels;
    private @Nullable String id;

    /** Without labels. */
    public Snapshot(Origin origin, List<String> experts, Map<String, Matrix> matrices) {
        this(origin, experts, matrices, Map.of());
    }

    /**
     * @param experts that it knows, in the order of the matrices' expert axis
     * @param matrices by the names that the scorer's Javadoc gives them
     * @param labels what the places along another axis stand for, such as domains; predictions need none of them, those
     *     who ask why do
     */
    public Snapshot(
            Origin origin, List<String> experts, Map<String, Matrix> matrices, Map<String, List<String>> labels) {
        this.origin = requireNonNull(origin);
        this.experts = List.copyOf(experts);
        this.matrices = Collections.unmodifiableMap(new TreeMap<>(matrices));
        var copies = new TreeMap<String, List<String>>();
        labels.forEach((axis, names) -> copies.put(axis, List.copyOf(names)));
        this.labels = Collections.unmodifiableMap(copies);
    }

    /** The hash of everything it holds: equal ids, equal predictions. Hashed when first asked for. */
    public String id() {
        var known = id; // threads that race compute the same
        if (known == null) {
            known = SnapshotJson.digest(this);
            id = known;
        }
        return known;
    }

    public Origin origin() {
        return origin;
    }

    public List<String> experts() {
        return experts;
    }

    public Map<String, Matrix> matrices() {
        return matrices;
    }

    public Matrix matrix(String name) {
        var matrix = matrices.get(name);
        if (matrix == null) {
            throw new IllegalArgumentException(
                    "snapshot " + id() + ": no matrix " + name + ", expected one of " + matrices.keySet());
        }
        return matrix;
    }

    public Map<String, List<String>> labels() {
        return labels;
    }

    /** What the places along an axis stand for; empty in snapshots that do not say. */
    public List<String> labels(String axis) {
        return labels.getOrDefault(axis, List.of());
    }

    /** Exact: {@code parse(snapshot.toJson())} equals the snapshot. Floats travel bit for bit. */
    public String toJson() {
        return SnapshotJson.write(this);
    }

    /** Refuses anything that {@link #toJson} did not write, and content that does not match its id. */
    public static Snapshot parse(String json) {
        return SnapshotJson.read(json);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot snapshot && id().equals(snapshot.id());
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    @Override
    public String toString() {
        return "Snapshot[" + id() + ", " + origin + "]";
    }

    /**
     * @param scorer whose state this is, by its name in policy files
     * @param space embedding space it was fitted in
     * @param dimension of that space
     * @param fittedAt when
     * @param observations how many it learned from
     */
    public record Origin(String scorer, String space, int dimension, Instant fittedAt, int observations) {
        public Origin {
            requireNonNull(scorer);
            requireNonNull(space);
            requireNonNull(fittedAt);
        }

        public static Origin of(String scorer, Training training) {
            return new Origin(
                    scorer,
                    training.space(),
                    training.dimension(),
                    training.at(),
                    training.observations().size());
        }
    }
}
