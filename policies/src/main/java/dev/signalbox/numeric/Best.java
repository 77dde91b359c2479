package dev.signalbox.numeric;

import java.util.Arrays;

/**
 * The highest of many numbered values, as they come; the lower number wins a tie. A heap of bounded size with the lowest
 * kept value on top, so that most of what comes is turned away by one comparison.
 *
 * <pre>
 *   heap  [size]  value above, in an order that integers share, and the number's complement below
 * </pre>
 */
public final class Best {

    private final long[] heap;
    private int size;

    /** @param most how many are kept, at least 1 */
    public Best(int most) {
        this.heap = new long[most];
    }

    /** Whether {@link #offer} would keep it. */
    public boolean wants(int number, float value) {
        return size < heap.length || pack(number, value) > heap[0];
    }

    public void offer(int number, float value) {
        long entry = pack(number, value);
        if (size < heap.length) {
            rise(size++, entry);
        } else if (entry > heap[0]) {
            sink(entry);
        }
    }

    public boolean isFull() {
        return size == heap.length;
    }

    /** The lowest value that is kept; nothing may be asked of an empty one. */
    public float least() {
        return value(heap[0]);
    }

    /** Best first. */
    public Kept kept() {
        var sorted = Arrays.copyOf(heap, size);
        Arrays.sort(sorted);
        var numbers = new int[size];
        var values = new float[size];
        for (int rank = 0; rank < size; rank++) {
            long entry = sorted[size - 1 - rank];
            numbers[rank] = number(entry);
            values[rank] = value(entry);
        }
        return new Kept(numbers, values);
    }

    /**
     * What was kept, best first.
     *
     * @param numbers [k]
     * @param values [k], falling
     */
    @SuppressWarnings("ArrayRecordComponent") // a pair of results, never compared
    public record Kept(int[] numbers, float[] values) {}

    private void rise(int from, long entry) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (heap[parent] <= entry) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = entry;
    }

    /** In place of the lowest. */
    private void sink(long entry) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (entry <= heap[child]) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = entry;
    }

    /** In the order of values, and of two equal ones the lower number above. */
    public static long pack(int number, float value) {
        // adding 0 makes -0 and 0 the same
        int bits = Float.floatToRawIntBits(value + 0f);
        return (long) ordered(bits) << 32 | (~number & 0xffffffffL);
    }

    public static int number(long entry) {
        return ~(int) entry;
    }

    private static float value(long entry) {
        return Float.intBitsToFloat(ordered((int) (entry >> 32)));
    }

    /** Bits of negative values are turned round, which makes integers stand in the floats' order; its own inverse. */
    private static int ordered(int bits) {
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }
}
