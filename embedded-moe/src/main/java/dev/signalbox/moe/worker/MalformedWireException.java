package dev.signalbox.moe.worker;

import java.io.IOException;

/** What came over the wire is not in the dialect; the message says how, without quoting what might be a prompt. */
public final class MalformedWireException extends IOException {
    private static final long serialVersionUID = 1;

    public MalformedWireException(String message) {
        super(message);
    }

    public MalformedWireException(String message, Throwable cause) {
        super(message, cause);
    }
}
