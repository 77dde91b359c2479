package dev.signalbox.moe;

import dev.signalbox.moe.gguf.Blueprint;
import dev.signalbox.moe.gguf.Blueprint.Layout;
import dev.signalbox.moe.gguf.ByteVocabulary;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.RandomWeights;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/**
 * Writes sparse models whose weights need no training: random ones, whose replies depend on the whole prompt, and scripted
 * ones, which follow each token with a fixed next one.
 */
final class TinyModel {

    static final int END = ByteVocabulary.END;
    static final int VOCABULARY = ByteVocabulary.LEAST;
    private static final int EXPERTS = 4;
    private static final int EXPERTS_USED = 2;
    private static final int HEADS = 4;
    private static final int SCRIPT_WIDTH = 384;

    private TinyModel() {}

    /** A model that attends, routes and mixes at random. */
    static Path random(Path file, long seed, int context) throws IOException {
        return random(file, Layout.MIXTRAL, seed, context);
    }

    /** Likewise, with another known model's tensors. */
    static Path random(Path file, Layout layout, long seed, int context) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return blueprint(layout, 64, 2, context).write(file, RandomWeights.gaussian(random, 0.6));
    }

    /** A random one of many thin layers. */
    static Path deep(Path file, int layers, int context) throws IOException {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        return blueprint(Layout.MIXTRAL, 32, layers, context).write(file, RandomWeights.gaussian(random, 0.3));
    }

    private static Blueprint blueprint(Layout layout, int width, int layers, int context) {
        return new Blueprint(
                "tiny",
                layout,
                new Blueprint.Trunk(VOCABULARY, width, layers, HEADS, HEADS),
                new Blueprint.Experts(EXPERTS, EXPERTS_USED, width, layout == Layout.QWEN2MOE ? 2 * width : 0),
                TensorType.F32,
                context);
    }

    /**
     * A model that writes {@code next.get(token)} after {@code token}, whatever came before. Bytes are tokens 3 to 258,
     * printable ASCII characters 259 and up.
     */
    static Path scripted(Path file, Map<Integer, Integer> next, int context) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        return blueprint(Layout.MIXTRAL, SCRIPT_WIDTH, 1, context).write(file, tensor -> script(tensor, next));
    }

    /** Each token's vector is its own, layers add nothing to it, and the output maps it to the next token's. */
    private static MemorySegment script(GgufTensor tensor, Map<Integer, Integer> next) {
        var numbers = new float[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < numbers.length; i++) {
            int token = i % SCRIPT_WIDTH;
            int row = i / SCRIPT_WIDTH;
            numbers[i] = switch (tensor.role()) {
                case EMBEDDING -> token == row ? 1 : 0;
                case OUTPUT -> next.getOrDefault(token, -1) == row ? 1 : 0;
                case NORM -> 1;
                default -> 0;
            };
        }
        return little(numbers);
    }

    private static MemorySegment little(float[] numbers) {
        var bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return MemorySegment.ofArray(bytes.array());
    }

    /** The script that writes {@code text} after {@code sign} and then ends; no two equal bytes may stand in it. */
    static Map<Integer, Integer> script(char sign, String text) {
        var tokens = new ArrayList<Integer>();
        tokens.add(token(sign));
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            tokens.add(each >= ' ' && each <= '~' ? token((char) each) : ByteVocabulary.token(each));
        }
        tokens.add(END);
        var next = new LinkedHashMap<Integer, Integer>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (next.put(tokens.get(i), tokens.get(i + 1)) != null) {
                throw new IllegalArgumentException(text + ": a byte stands there twice");
            }
        }
        return next;
    }

    /** The metadata of their tokens, of which there are {@link #VOCABULARY}. */
    static Map<String, GgufValue> vocabulary() {
        var metadata = blueprint(Layout.MIXTRAL, SCRIPT_WIDTH, 1, 1).metadata();
        metadata.keySet().removeIf(key -> !key.startsWith("tokenizer."));
        return metadata;
    }

    static int token(char printable) {
        return ByteVocabulary.token(printable);
    }
}
