package dev.signalbox.moe.worker;

/** No worker is there to ask, and none is expected within moments; the message says why. */
public final class WorkerDownException extends Exception {
    private static final long serialVersionUID = 1;

    WorkerDownException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
