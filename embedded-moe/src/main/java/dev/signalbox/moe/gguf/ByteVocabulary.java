package dev.signalbox.moe.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The vocabulary of models that need no training: three special tokens, all bytes, the printable characters of ASCII, and
 * as many words that no text holds as are needed to fill it up.
 */
public final class ByteVocabulary {

    /** The token that ends a reply. */
    public static final int END = 2;

    /** How many special tokens there are, the first ones. */
    public static final int SPECIALS = 3;

    /** The smallest size. */
    public static final int LEAST = SPECIALS + 256 + 95;

    private static final int BEGIN = 1;
    private static final int UNKNOWN = 0;

    private ByteVocabulary() {}

    /** The token of a character from blank to tilde. */
    public static int token(char printable) {
        return SPECIALS + 256 + printable - ' ';
    }

    /** The token of a byte. */
    public static int token(byte value) {
        return SPECIALS + Byte.toUnsignedInt(value);
    }

    /** Adds its metadata. */
    static void describe(Map<String, GgufValue> metadata, int size) {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        IntStream.range(0, 256).forEach(each -> tokens.add("<0x%02X>".formatted(each)));
        IntStream.rangeClosed(' ', '~').forEach(each -> tokens.add(each == ' ' ? "\u2581" : Character.toString(each)));
        IntStream.range(LEAST, size).forEach(each -> tokens.add("\u2581word" + each));
        metadata.put("tokenizer.ggml.model", new GgufValue.Text("llama"));
        metadata.put("tokenizer.ggml.pre", new GgufValue.Text("default"));
        metadata.put("tokenizer.ggml.tokens", GgufValue.texts(tokens));
        metadata.put(
                "tokenizer.ggml.scores",
                new GgufValue.Sequence(
                        GgufValue.Type.FLOAT32,
                        tokens.stream().map(_ -> GgufValue.float32(0)).toList()));
        metadata.put(
                "tokenizer.ggml.token_type",
                new GgufValue.Sequence(
                        GgufValue.Type.INT32,
                        IntStream.range(0, size).mapToObj(ByteVocabulary::kind).toList()));
        metadata.put("tokenizer.ggml.bos_token_id", GgufValue.uint32(BEGIN));
        metadata.put("tokenizer.ggml.eos_token_id", GgufValue.uint32(END));
        metadata.put("tokenizer.ggml.unknown_token_id", GgufValue.uint32(UNKNOWN));
        metadata.put("tokenizer.ggml.add_bos_token", new GgufValue.Truth(true));
        metadata.put("tokenizer.ggml.add_eos_token", new GgufValue.Truth(false));
        metadata.put("tokenizer.ggml.add_space_prefix", new GgufValue.Truth(false));
    }

    /** As llama.cpp numbers them: 1 normal, 2 unknown, 3 control, 6 byte. */
    private static GgufValue kind(int token) {
        int kind = token == UNKNOWN ? 2 : token < SPECIALS ? 3 : token < SPECIALS + 256 ? 6 : 1;
        return new GgufValue.Whole(GgufValue.Type.INT32, kind);
    }
}
