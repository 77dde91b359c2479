package dev.signalbox.numeric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds, of many vectors, those whose inner products with another are greatest, looking at few of them. Exact: what it
 * leaves out cannot be among them. A second product of each may be added that is first bent by the logistic function, as
 * probabilities are. Immutable and safe for concurrent use.
 *
 * <p>A ball tree searched best first, after Ram and Gray 2012, <a
 * href="https://arxiv.org/abs/1202.6101">arXiv:1202.6101</a>, section 3. Deviations: a node is bounded by a box as well as by
 * a ball, whichever is tighter, since vectors of a question are often zero but in a few places; nodes are visited in the
 * order of their bounds instead of depth first; leaves are cut to {@value Columns#WIDTH} vectors, one block of
 * {@link Columns}; a node is cut by two-means, not by one step of it. How few it looks at depends on the vectors: where they differ in everything, no bound leaves much out
 * and it degrades to a look at all, in wide instructions.
 *
 * <pre>
 *   straight  [n][d]       finite
 *   bent      [n][d or 0]  finite
 *   value     [n]          query straight + weight logistic(query bent)
 *   middle    [d]          of a node's box
 *   half      [d]          of the box's sides, at least 0
 *   radius                 of the ball around the middle
 * </pre>
 */
public final class ProductIndex {

    /** Of a bound, for what single precision may have rounded away. */
    private static final double SLACK = 1e-5;

    /** Steepest slope of the logistic function: what a bent product's difference comes to at most. */
    private static final float STEEPEST = 0.25f;

    private final Node root;
    private final int dimension;
    private final int size;
    private final double weight;

    private ProductIndex(Node root, int dimension, int size, double weight) {
        this.root = root;
        this.dimension = dimension;
        this.size = size;
        this.weight = weight;
    }

    /** @param vectors [n][d], at least one */
    public static ProductIndex of(float[][] vectors) {
        return of(vectors, new float[vectors.length][0], 0);
    }

    /**
     * With bent products.
     *
     * @param straight [n][d], at least one
     * @param bent [n][d]
     * @param weight of what is bent, at least 0
     */
    public static ProductIndex of(float[][] straight, float[][] bent, double weight) {
        if (straight.length == 0) {
            throw new IllegalArgumentException("index: no vectors, expected at least one");
        }
        var vectors = new Vectored(straight, bent, joined(straight, bent, (float) weight * STEEPEST));
        var numbers = IntStream.range(0, straight.length).toArray();
        return new ProductIndex(node(vectors, numbers), straight[0].length, straight.length, weight);
    }

    /** As far apart as their values can be, about: what is to lie together lies together here. */
    private static float[][] joined(float[][] straight, float[][] bent, float scale) {
        if (bent[0].length == 0) {
            return straight;
        }
        var joined = new float[straight.length][];
        for (int i = 0; i < joined.length; i++) {
            int d = straight[i].length;
            joined[i] = Arrays.copyOf(straight[i], d + bent[i].length);
            for (int f = 0; f < bent[i].length; f++) {
                joined[i][d + f] = scale * bent[i][f];
            }
        }
        return joined;
    }

    /** How many vectors it holds. */
    public int size() {
        return size;
    }

    /** About how much memory it takes: one float for each coordinate of each vector, and boxes. */
    public long bytes() {
        return Float.BYTES * (weight > 0 ? 2L : 1L) * dimension * size * (Columns.WIDTH + 4) / Columns.WIDTH;
    }

    /**
     * Searches.
     *
     * @param query [d]
     * @param count how many are wanted, at least 1
     * @param allowed asked of those alone that would be among the greatest so far
     */
    public Found find(float[] query, int count, IntPredicate allowed) {
        if (query.length != dimension) {
            throw new IllegalArgumentException("index: vector of " + query.length + " numbers, expected " + dimension);
        }
        var search = new Search(query, weight, Math.min(count, size), allowed);
        search.run(root);
        return new Found(search.best.kept().numbers(), search.seen);
    }

    /**
     * What a search found.
     *
     * @param numbers of the vectors, greatest product first; fewer than were wanted where not enough are allowed
     * @param seen how many vectors were multiplied
     */
    @SuppressWarnings("ArrayRecordComponent") // a result, never compared
    public record Found(int[] numbers, int seen) {}

    /** One search. */
    private static final class Search {
        private final float[] query;
        private final float[] magnitude;
        private final double length;
        private final double weight;
        private final IntPredicate allowed;
        private final Best best;
        private final float[] products = new float[Columns.WIDTH];
        private final float[] bent = new float[Columns.WIDTH];
        private final PriorityQueue<Open> open = new PriorityQueue<>(
                Comparator.comparingDouble(Open::bound).reversed().thenComparingInt(Open::order));
        private int opened;
        private int seen;

        Search(float[] query, double weight, int count, IntPredicate allowed) {
            this.query = query;
            this.weight = weight;
            this.magnitude = new float[query.length];
            for (int f = 0; f < query.length; f++) {
                magnitude[f] = Math.abs(query[f]);
            }
            this.length = Math.sqrt(Vectors.dot(query, query));
            this.allowed = allowed;
            this.best = new Best(count);
        }

        void run(Node root) {
            push(root);
            for (var next = open.poll(); next != null; next = open.poll()) {
                if (best.isFull() && next.bound() < best.least()) {
                    return;
                }
                switch (next.node()) {
                    case Branch branch -> {
                        push(branch.low());
                        push(branch.high());
                    }
                    case Leaf leaf -> look(leaf);
                }
            }
        }

        private void push(Node node) {
            double most = node.straight().most(query, magnitude, length);
            if (weight > 0) {
                most += weight * Odds.likely(node.bent().most(query, magnitude, length));
            }
            if (!best.isFull() || most >= best.least()) {
                open.add(new Open(node, most, opened++));
            }
        }

        private void look(Leaf leaf) {
            leaf.columns().products(0, query, products);
            var numbers = leaf.numbers();
            if (weight > 0) {
                leaf.curved().products(0, query, bent);
                for (int i = 0; i < numbers.length; i++) {
                    products[i] += (float) (weight * Odds.likely(bent[i]));
                }
            }
            seen += numbers.length;
            for (int i = 0; i < numbers.length; i++) {
                if (best.wants(numbers[i], products[i]) && allowed.test(numbers[i])) {
                    best.offer(numbers[i], products[i]);
                }
            }
        }
    }

    /** @param order ties go to what was found first, so that the same search looks at the same vectors */
    private record Open(Node node, double bound, int order) {}

    /** @param joined what they are parted by */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Vectored(float[][] straight, float[][] bent, float[][] joined) {}

    private sealed interface Node {
        Box straight();

        Box bent();
    }

    private record Branch(Box straight, Box bent, Node low, Node high) implements Node {}

    /** @param curved the bent vectors */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Leaf(Box straight, Box bent, int[] numbers, Columns columns, Columns curved) implements Node {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Box(float[] middle, float[] half, double radius) {

        static Box around(float[][] vectors, int[] numbers) {
            var least = vectors[numbers[0]].clone();
            var most = least.clone();
            for (int number : numbers) {
                var vector = vectors[number];
                for (int f = 0; f < vector.length; f++) {
                    least[f] = Math.min(least[f], vector[f]);
                    most[f] = Math.max(most[f], vector[f]);
                }
            }
            for (int f = 0; f < least.length; f++) {
                float low = least[f];
                least[f] = low + (most[f] - low) / 2;
                most[f] = (most[f] - low) / 2;
            }
            double farthest = 0;
            for (int number : numbers) {
                farthest = Math.max(farthest, Vectors.squaredDistance(vectors[number], least));
            }
            return new Box(least, most, Math.sqrt(farthest));
        }

        /** No product of {@code query} with a vector inside is greater. */
        double most(float[] query, float[] magnitude, double length) {
            double centre = Vectors.dot(middle, query);
            double reach = Math.min(Vectors.dot(half, magnitude), length * radius);
            return centre + reach + SLACK * (Math.abs(centre) + reach);
        }
    }

    private static Node node(Vectored vectors, int[] numbers) {
        var straight = Box.around(vectors.straight(), numbers);
        var bent = Box.around(vectors.bent(), numbers);
        if (numbers.length <= Columns.WIDTH) {
            return new Leaf(
                    straight, bent, numbers, columns(vectors.straight(), numbers), columns(vectors.bent(), numbers));
        }
        var parts = Halves.of(vectors.joined(), numbers);
        return new Branch(straight, bent, node(vectors, parts.one()), node(vectors, parts.other()));
    }

    private static Columns columns(float[][] vectors, int[] numbers) {
        return Columns.of(
                IntStream.of(numbers).mapToObj(number -> vectors[number]).toArray(float[][]::new));
    }
}
