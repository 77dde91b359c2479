package dev.signalbox.gateway;

/** The request cannot be served, for the reason that {@link #error} gives. */
public final class RejectedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    RejectedRequestException(ApiError error) {
        // Expected and frequent: no stack trace to fill in.
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** One field of the request is at fault; {@code message} says what was expected. */
    public static RejectedRequestException field(String field, String message) {
        return new RejectedRequestException(ApiError.field(field, field + ": " + message, "invalid_value"));
    }

    ApiError error() {
        return error;
    }
}
