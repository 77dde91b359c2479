package dev.signalbox.moe.llama;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a context keeps keys and values.
 *
 * @param type of both
 * @param flashAttention whether attention is computed in one pass that never holds the whole matrix; null leaves it to the
 *     library, and means on for a quantised type, which needs it
 */
public record KvCache(KvType type, @Nullable Boolean flashAttention) {

    /** What the library does unless told otherwise. */
    public static final KvCache DEFAULT = new KvCache(KvType.F16, null);

    public KvCache {
        requireNonNull(type);
        if (type.isQuantised() && Boolean.FALSE.equals(flashAttention)) {
            throw new IllegalArgumentException("kv-type: " + type.label()
                    + " without flash attention, expected flash-attention: true, or one of f32, f16, bf16");
        }
    }

    /** What the library is told; null leaves it alone. */
    @Nullable
    Boolean flash() {
        return type.isQuantised() ? Boolean.TRUE : flashAttention;
    }

    /** Whether flash attention is certain, so that no matrix of all positions need be held. */
    public boolean isFlash() {
        return Boolean.TRUE.equals(flash());
    }
}
