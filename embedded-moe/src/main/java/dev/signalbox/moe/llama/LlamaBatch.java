package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/** Tokens of one or several conversations that are decoded in one native call. Used by one thread at a time. */
public final class LlamaBatch implements AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final MemorySegment struct = arena.allocate(Layouts.BATCH);
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment outputs;
    private int size;

    /** @param capacity most tokens at once */
    public LlamaBatch(int capacity) {
        this.capacity = capacity;
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        sequences = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);
        set("token", tokens);
        set("pos", positions);
        set("n_seq_id", ones());
        set("seq_id", sequencePointers());
        set("logits", outputs);
    }

    private void set(String field, MemorySegment array) {
        struct.set(ADDRESS, Layouts.BATCH.byteOffset(MemoryLayout.PathElement.groupElement(field)), array);
    }

    /** Every token belongs to one conversation. */
    private MemorySegment ones() {
        var ones = arena.allocate(JAVA_INT, capacity);
        for (int i = 0; i < capacity; i++) {
            ones.setAtIndex(JAVA_INT, i, 1);
        }
        return ones;
    }

    private MemorySegment sequencePointers() {
        var pointers = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            pointers.setAtIndex(ADDRESS, i, sequences.asSlice((long) i * Integer.BYTES, Integer.BYTES));
        }
        return pointers;
    }

    public void clear() {
        size = 0;
    }

    /**
     * Adds a token.
     *
     * @param position within its conversation, from 0
     * @param sequence which conversation of the context
     * @param output whether the token after it is to be drawn
     * @return its place, by which the token after it is drawn
     */
    public int add(int token, int position, int sequence, boolean output) {
        if (size == capacity) {
            throw new IllegalStateException("batch: full with " + capacity + " tokens");
        }
        tokens.setAtIndex(JAVA_INT, size, token);
        positions.setAtIndex(JAVA_INT, size, position);
        sequences.setAtIndex(JAVA_INT, size, sequence);
        outputs.set(JAVA_BYTE, size, (byte) (output ? 1 : 0));
        return size++;
    }

    public int size() {
        return size;
    }

    public int token(int place) {
        return tokens.getAtIndex(JAVA_INT, place);
    }

    /** Where the token stands in its conversation. */
    public int position(int place) {
        return positions.getAtIndex(JAVA_INT, place);
    }

    /** Whether the token after it is to be drawn. */
    boolean output(int place) {
        return outputs.get(JAVA_BYTE, place) != 0;
    }

    /** The C struct. */
    MemorySegment struct() {
        Layouts.setInt(struct, Layouts.BATCH, "n_tokens", size);
        return struct;
    }

    /** Twice is once. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
