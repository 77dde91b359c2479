package dev.signalbox.moe.gguf;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What a tensor does in a model, as the names that llama.cpp gives tell. */
public enum TensorRole {
    /** Token, position and type vectors, read a row per token. */
    EMBEDDING,
    ATTENTION,
    /** The gating network: which experts a token goes to. */
    ROUTER,
    /** The experts that are chosen among. */
    EXPERTS,
    /** Experts that every token goes to, and their gate. */
    SHARED_EXPERTS,
    /** The feed-forward network of a layer without experts, or beside them. */
    FEED_FORWARD,
    NORM,
    /** The map from the last layer to the vocabulary; absent where the embedding serves as it. */
    OUTPUT,
    OTHER;

    private static final Pattern IN_LAYER = Pattern.compile("blk\\.(\\d{1,6})\\.(.*)");
    private static final Pattern ONE_EXPERT = Pattern.compile("ffn_(gate|up|down)\\.\\d+\\..*");

    /** The role of the tensor of that name; {@link #OTHER} for a name that tells nothing. */
    public static TensorRole of(String name) {
        var inLayer = IN_LAYER.matcher(name);
        return inLayer.matches() ? inLayer(inLayer.group(2)) : outside(name);
    }

    static OptionalInt layer(String name) {
        var inLayer = IN_LAYER.matcher(name);
        return inLayer.matches() ? OptionalInt.of(Integer.parseInt(inLayer.group(1))) : OptionalInt.empty();
    }

    private static TensorRole outside(String name) {
        if (name.contains("_norm")) {
            return NORM;
        }
        if (name.contains("token_embd") || name.startsWith("position_embd") || name.startsWith("token_types")) {
            return EMBEDDING;
        }
        return name.startsWith("output.") || name.startsWith("cls") ? OUTPUT : OTHER;
    }

    private static TensorRole inLayer(String name) {
        if (name.contains("_norm")) {
            return NORM;
        }
        if (name.contains("_shexp")) {
            return SHARED_EXPERTS;
        }
        if (name.startsWith("ffn_gate_inp") || name.startsWith("exp_probs_b")) {
            return ROUTER;
        }
        if (name.contains("exps.") || ONE_EXPERT.matcher(name).matches()) {
            return EXPERTS;
        }
        if (name.startsWith("attn_")) {
            return ATTENTION;
        }
        return name.startsWith("ffn_") ? FEED_FORWARD : OTHER;
    }
}
