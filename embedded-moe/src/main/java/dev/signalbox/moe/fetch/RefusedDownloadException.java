package dev.signalbox.moe.fetch;

import java.io.IOException;

/** A download that trying again would not help; the message says why, for an operator. */
public final class RefusedDownloadException extends IOException {

    private static final long serialVersionUID = 1;

    public RefusedDownloadException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
