package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model file that llama.cpp can be trusted with. A failed assertion in native code ends the whole process, so what it
 * asserts is checked here first: sizes, and for the bundled build the architecture and a kind of tensor that it is known to
 * abort on.
 *
 * @param model what its header says, so that it is read once
 * @param architecture as llama.cpp names it, such as {@code olmoe}
 * @param experts in each layer; 0 of a dense model
 * @param usedExperts that each token meets in a layer; 0 of a dense model
 * @param layers of all kinds
 * @param trainedContext tokens that the model was trained to see at once
 * @param bytes that the weights take
 * @param template of conversations, or null
 */
record ModelFile(
        GgufModel model,
        String architecture,
        int experts,
        int usedExperts,
        int layers,
        int trainedContext,
        long bytes,
        @Nullable String template) {

    private static final Set<String> ARCHITECTURES = Set.of(
            "llama",
            "olmoe",
            "qwen2",
            "qwen2moe",
            "qwen3",
            "deepseek",
            "deepseek2",
            "granite",
            "granitemoe",
            "phi3",
            "phimoe",
            "dbrx",
            "grok",
            "arctic",
            "gemma",
            "gemma2",
            "gemma3");
    private static final Set<GgufValue> BYTE_TOKENS = IntStream.range(0, 256)
            .mapToObj(each -> new GgufValue.Text("<0x%02X>".formatted(each)))
            .collect(Collectors.toUnmodifiableSet());
    private static final long MOST_LAYERS = 512;

    /** That the bundled build has room for, and newer ones. */
    private static final long MOST_EXPERTS = 256;

    private static final long MOST_EXPERTS_OF_NEWER = 512;
    private static final long LARGEST = Integer.MAX_VALUE;

    /** Reads the file's header, not its weights. */
    static ModelFile check(Path path) throws IOException {
        return check(path, NativeLibrary.own().isEmpty());
    }

    /** @param bundled whether the bundled build will open it, of which more is known than of an operator's own */
    static ModelFile check(Path path, boolean bundled) throws IOException {
        var model = GgufModel.read(path);
        var checks = new Checks(model, bundled);
        checks.vocabulary();
        new NativeGuard(model, checks.architecture()).check(bundled);
        checks.tensorTypes();
        int context = (int) checks.sizes();
        return new ModelFile(
                model,
                checks.architecture(),
                checks.experts(),
                checks.usedExperts(),
                checks.layers(),
                context,
                model.tensors().stream().mapToLong(GgufTensor::bytes).sum(),
                model.header().text("tokenizer.chat_template").orElse(null));
    }

    /** That is opened: of a model in several files the first. */
    Path path() {
        return model.file();
    }

    /** The checks on one file, so that each can name it. */
    private record Checks(GgufModel model, boolean bundled) {

        private GgufHeader header() {
            return model.header();
        }

        /** Returns the trained context. */
        long sizes() throws MalformedGgufException {
            var architecture = architecture();
            if (bundled && !ARCHITECTURES.contains(architecture)) {
                throw model.malformed("architecture \"" + architecture + "\", expected one of "
                        + String.join(", ", ARCHITECTURES.stream().sorted().toList()));
            }
            layers();
            long width = model.whole(architecture + ".embedding_length", 1, LARGEST);
            long heads = model.whole(architecture + ".attention.head_count", 1, width);
            if (header().whole(architecture + ".attention.key_length").isEmpty() && width % heads != 0) {
                throw model.malformed(architecture + ".embedding_length is " + width + ", expected a multiple of "
                        + heads + " heads");
            }
            usedExperts();
            return model.whole(architecture + ".context_length", 1, LARGEST);
        }

        String architecture() {
            return header().text("general.architecture").orElse("");
        }

        int layers() throws MalformedGgufException {
            return (int) model.whole(architecture() + ".block_count", 1, MOST_LAYERS);
        }

        int usedExperts() throws MalformedGgufException {
            int experts = experts();
            return experts == 0 ? 0 : (int) model.whole(architecture() + ".expert_used_count", 1, experts);
        }

        int experts() throws MalformedGgufException {
            var key = architecture() + ".expert_count";
            return header().whole(key).isEmpty()
                    ? 0
                    : (int) model.whole(key, 0, bundled ? MOST_EXPERTS : MOST_EXPERTS_OF_NEWER);
        }

        /** Arrays of unequal length are read past their end; text without its byte token ends the process. */
        void vocabulary() throws MalformedGgufException {
            var tokenizer = header().text("tokenizer.ggml.model")
                    .orElseThrow(
                            () -> model.malformed("no tokenizer.ggml.model, expected a model with its vocabulary"));
            var tokens = header().sequence("tokenizer.ggml.tokens")
                    .map(GgufValue.Sequence::values)
                    .orElse(List.of());
            for (var key : List.of("tokenizer.ggml.scores", "tokenizer.ggml.token_type")) {
                var array = header().sequence(key);
                if (array.isPresent() && array.get().values().size() != tokens.size()) {
                    throw model.malformed(key + " has " + array.get().values().size() + " entries, expected "
                            + tokens.size() + ", one per token");
                }
            }
            var missing = new HashSet<>(BYTE_TOKENS);
            tokens.forEach(missing::remove);
            if (tokenizer.equals("llama") && !missing.isEmpty()) {
                throw model.malformed("tokenizer.ggml.tokens lacks byte tokens, expected <0x00> to <0xFF>");
            }
        }

        /** Build b4916 repacks Q4_0 at load, and aborts in the repacked product of a layer with many experts. */
        void tensorTypes() throws MalformedGgufException {
            for (var tensor : model.tensors()) {
                if (bundled && tensor.type() == TensorType.Q4_0 && tensor.name().contains("_exps.")) {
                    throw model.malformed("tensor " + tensor.name()
                            + " is Q4_0, which ends the process in expert layers; expected another type such as Q8_0");
                }
            }
        }
    }
}
