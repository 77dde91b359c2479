package dev.signalbox.embeddings;

import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.features.PromptEmbedder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the best embedder that this machine can run. */
public final class Embedders {

    private static final Logger LOG = LoggerFactory.getLogger(Embedders.class);

    private Embedders() {}

    /**
     * Bge-small, or hashed n-grams in pure Java where its native library does not load. Loads the model, so call it off the
     * path of a request. The two live in different {@linkplain PromptEmbedder#space spaces}: snapshots of one do not fit the
     * other.
     */
    public static PromptEmbedder best() {
        return best(BgeSmallEmbedder::load, new HashedNgramEmbedder());
    }

    static PromptEmbedder best(Loader preferred, PromptEmbedder otherwise) {
        try {
            return preferred.load();
        } catch (EmbedderUnavailableException e) {
            LOG.warn("Prompts are embedded by {} instead", otherwise.space(), e);
            return otherwise;
        }
    }

    /** Loads an embedder, which can fail on some machines. */
    @FunctionalInterface
    interface Loader {
        PromptEmbedder load() throws EmbedderUnavailableException;
    }
}
