package dev.signalbox.moe;

/** How much memory a loaded model takes: its weights, what its replies remember, and room to compute. */
final class Footprint {

    /** What llama.cpp takes for one context of a small model beside what it remembers. */
    private static final long CONTEXT_BYTES = 4L << 20;

    private Footprint() {}

    static long bytes(ModelFile file, LocalRuntime.Shape shape) {
        long contexts = shape.lanes() * (shape.seats() == 1 ? 1L : 2L);
        long cells = (long) shape.context() * shape.lanes() * (shape.seats() == 1 ? 1 : 1 + shape.seats());
        return file.bytes() + cells * file.cellBytes() + contexts * CONTEXT_BYTES;
    }
}
