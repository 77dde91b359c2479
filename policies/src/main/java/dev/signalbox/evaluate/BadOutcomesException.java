package dev.signalbox.evaluate;

/** Outcomes, or what was asked of them, cannot be evaluated; the message says what is wrong, where, and what is expected. */
public final class BadOutcomesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BadOutcomesException(String message) {
        super(message);
    }

    public BadOutcomesException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
