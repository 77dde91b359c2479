package dev.signalbox.moe.worker;

import java.io.IOException;

/** The worker is well, and says no. */
public final class WorkerRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    WorkerRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** As in HTTP: 4xx, the request is wrong; 5xx, the worker cannot. */
    public int status() {
        return status;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
