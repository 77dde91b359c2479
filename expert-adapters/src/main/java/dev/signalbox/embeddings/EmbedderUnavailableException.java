package dev.signalbox.embeddings;

/** An embedder that this machine cannot run, for want of a native library or a model file, or that would take the process down. */
public final class EmbedderUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    EmbedderUnavailableException(String message) {
        super(message);
    }

    public EmbedderUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
