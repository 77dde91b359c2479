package dev.signalbox.moe.plan;

import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.LlamaContext;

/**
 * What a context takes beside weights: its cache, and the scratch memory of one step. llama.cpp gives the same bytes to one
 * stage after another, so the scratch memory is the largest stage, not the sum. An estimate: see the tests for its error.
 *
 * @param model whose widths these are
 * @param size of the context
 * @param cache how it keeps keys and values
 */
record Scratch(ModelSizes model, LlamaContext.Size size, KvCache cache) {

    /** Rows that masks are rounded up to. */
    private static final long ROWS = 64;

    /** Cells that a cache is rounded up to; newer builds always, older ones with flash attention. */
    private static final long CELLS = 256;

    private static final long REAL = Float.BYTES;

    /** A context's own records of its graph, which b4916 fills when it opens one. */
    static final long FIXED_BYTES = 28L << 20;

    private long width() {
        return model.profile().width();
    }

    /** Cells that the cache has. */
    private long cells() {
        return roundUp(size.tokens(), CELLS);
    }

    /** Tokens of the largest step. */
    private long tokens() {
        return Math.min(cells(), size.batch());
    }

    private static long roundUp(long value, long step) {
        return Math.ceilDiv(value, step) * step;
    }

    /** Keys and values of one layer. */
    long cacheBytes(int layer) {
        var each = model.profile().layers().get(layer);
        return cache.type().bytes(Math.multiplyExact(cells(), each.keyWidth()))
                + cache.type().bytes(Math.multiplyExact(cells(), each.valueWidth()));
    }

    /** @param output whether the device also computes how likely each token is */
    long computeBytes(boolean output) {
        long layers = Math.max(attention(), model.profile().isSparse() ? experts() : feedForward());
        return vectors() + Math.max(mask() + layers, output ? output() : 0);
    }

    /** What the processor prepares for whoever computes. */
    long inputs() {
        return vectors() + mask();
    }

    private long vectors() {
        return tokens() * width() * REAL;
    }

    /** Which cells each token may see; flash attention reads a copy in half precision. */
    private long mask() {
        return cells() * roundUp(tokens(), ROWS) * (cache.isFlash() ? REAL + Short.BYTES : REAL);
    }

    private long attention() {
        long queries = tokens() * model.heads() * model.head();
        long scores = cache.isFlash() ? 0 : tokens() * model.heads() * cells();
        return (2 * queries + scores) * REAL;
    }

    private long feedForward() {
        return tokens() * (width() + 2 * model.hidden()) * REAL;
    }

    private long experts() {
        var profile = model.profile();
        long inner = profile.expertsUsed() * model.expertHidden();
        long outer = profile.expertsUsed() * width();
        long widest = Math.max(2 * inner, Math.max(inner + outer, 2 * outer));
        return tokens() * (width() + 2L * profile.experts() + widest) * REAL;
    }

    private long output() {
        return tokens() * (width() + model.vocabulary()) * REAL;
    }
}
