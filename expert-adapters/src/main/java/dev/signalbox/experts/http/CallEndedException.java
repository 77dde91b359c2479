package dev.signalbox.experts.http;

import java.io.IOException;

/** A call that we ended ourselves, because its caller left or a bound ran out. */
public final class CallEndedException extends IOException {

    private static final long serialVersionUID = 1L;
    private final Reason reason;

    CallEndedException(Reason reason, Throwable cause) {
        super(reason.name(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Which of a call's bounds it was. */
    public enum Reason {
        CANCELLED,
        CONNECT,
        FIRST_TOKEN,
        IDLE,
        TOTAL
    }
}
