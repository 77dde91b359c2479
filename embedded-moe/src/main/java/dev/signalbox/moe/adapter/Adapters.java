package dev.signalbox.moe.adapter;

import static java.util.stream.Collectors.toMap;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a reply is written under: adapters, each with its scale. Equal whatever order they were named in, and without those
 * whose scale is 0, so that these change nothing at all.
 *
 * @param parts by path, each once, no scale 0
 */
public record Adapters(List<Part> parts) {

    /** The model as it is. */
    public static final Adapters NONE = new Adapters(List.of());

    /** Most at once: the order in which native code adds up so few follows from the order in which they are set. */
    public static final int MOST = 8;

    private static final float LARGEST_SCALE = 100;

    /** Parts of one file add up. */
    public Adapters {
        var summed = parts.stream().collect(toMap(part -> part.file().path(), part -> part, Part::plus, TreeMap::new));
        parts = summed.values().stream().filter(part -> part.scale() != 0).toList();
        if (parts.size() > MOST) {
            throw new IllegalArgumentException("adapters: " + parts.size() + ", expected at most " + MOST);
        }
    }

    /**
     * An adapter and how much of it.
     *
     * @param scale 1 as it was trained, 0 nothing of it; negative takes away
     */
    public record Part(AdapterFile file, float scale) {
        public Part {
            if (!(Math.abs(scale) <= LARGEST_SCALE)) {
                throw new IllegalArgumentException(
                        "scale: " + scale + ", expected -" + LARGEST_SCALE + " to " + LARGEST_SCALE);
            }
        }

        /** The same adapter at another scale. */
        public Part scaled(float other) {
            return new Part(file, other);
        }

        private Part plus(Part other) {
            return new Part(file, scale + other.scale);
        }
    }

    /**
     * Of several that are used at once.
     *
     * @param weight by which its scales are multiplied, in [0, 1]
     */
    public record Share(Adapters adapters, double weight) {
        private Stream<Part> parts() {
            return adapters.parts().stream().map(part -> new Part(part.file(), (float) (part.scale() * weight)));
        }
    }

    /** Several at once, each at its share. */
    public static Adapters mixed(List<Share> shares) {
        return new Adapters(shares.stream()
                .flatMap(Share::parts)
                .sorted(Comparator.comparing((Part part) -> part.file().path()).thenComparingDouble(Part::scale))
                .toList());
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** That all of them take together. */
    public long bytes() {
        return parts.stream().mapToLong(part -> part.file().bytes()).sum();
    }
}
