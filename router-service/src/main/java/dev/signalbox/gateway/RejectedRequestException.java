package dev.signalbox.gateway;

/** The request cannot be served, for the reason that {@link #error} gives. */
final class RejectedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    RejectedRequestException(ApiError error) {
        // Expected and frequent: no stack trace to fill in.
        super(error.message(), null, false, false);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
