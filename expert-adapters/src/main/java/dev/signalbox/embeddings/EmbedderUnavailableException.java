package dev.signalbox.embeddings;

/** An embedder that this machine cannot run, for want of a native library or a model file. */
public final class EmbedderUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    EmbedderUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
