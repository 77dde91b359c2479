package dev.signalbox.cli;

/** A verb that could not do its work: a sentence for the user and the exit code. */
final class VerbException extends RuntimeException {

    static final int FAILED = 1;
    static final int NOT_RUNNING = 3;
    static final int NOT_STARTED = 4;

    private static final long serialVersionUID = 1L;
    private final int exitCode;

    VerbException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static VerbException failed(String message) {
        return new VerbException(FAILED, message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    int exitCode() {
        return exitCode;
    }
}
