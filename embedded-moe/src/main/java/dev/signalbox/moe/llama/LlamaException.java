package dev.signalbox.moe.llama;

/** llama.cpp refused: the message says what and, where it logged one, why. */
public final class LlamaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LlamaException(String message) {
        super(message);
    }

    LlamaException(String message, Throwable cause) {
        super(message, cause);
    }
}
