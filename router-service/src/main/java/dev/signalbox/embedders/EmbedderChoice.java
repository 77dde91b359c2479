package dev.signalbox.embedders;

import dev.signalbox.embeddings.BgeSmallEmbedder;
import dev.signalbox.embeddings.EmbedderUnavailableException;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.moe.LocalEmbedder;
import dev.signalbox.moe.llama.LlamaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How prompts become vectors, as a configuration or a command line names it. */
public sealed interface EmbedderChoice {

    /** The neural embedder that comes with Signalbox. */
    record Bge() implements EmbedderChoice {}

    /** Without native code. */
    record Hashed() implements EmbedderChoice {}

    /** A model of the operator's, opened in this very process. */
    record Gguf(Path file) implements EmbedderChoice {}

    /**
     * Reads {@code bge}, {@code hashed} or the path of a {@code .gguf} file.
     *
     * @throws IllegalArgumentException for anything else, and for a file that is not there
     */
    static EmbedderChoice of(String text) {
        return switch (text) {
            case "bge" -> new Bge();
            case "hashed" -> new Hashed();
            default -> new Gguf(file(text));
        };
    }

    private static Path file(String text) {
        var file = Path.of(text);
        if (!text.endsWith(".gguf") || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("\"" + text + "\", expected bge, hashed, or a .gguf file that is there");
        }
        return file;
    }

    /** Throws {@link IllegalArgumentException} for a file that is no model to embed with, by its header. */
    default void check() {
        try {
            if (this instanceof Gguf gguf) {
                LocalEmbedder.check(gguf.file());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Loads it, which takes a moment.
     *
     * @param folder for llama.cpp's library, private to this installation
     * @throws EmbedderUnavailableException when native code does not load on this machine, or not with this model
     */
    default PromptEmbedder load(Path folder) throws EmbedderUnavailableException {
        return switch (this) {
            case Bge() -> BgeSmallEmbedder.load();
            case Hashed() -> new HashedNgramEmbedder();
            case Gguf(var file) -> open(file, folder);
        };
    }

    private static PromptEmbedder open(Path file, Path folder) throws EmbedderUnavailableException {
        try {
            return new GgufEmbedder(LocalEmbedder.open(file, folder));
        } catch (IOException | LlamaException e) {
            throw new EmbedderUnavailableException(file + " does not load: " + e.getMessage(), e);
        }
    }
}
