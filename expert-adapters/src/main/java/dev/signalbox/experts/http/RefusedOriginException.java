package dev.signalbox.experts.http;

import java.io.IOException;

/** A request that would have left the admitted origins. Nothing was sent. */
public final class RefusedOriginException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedOriginException(String where) {
        super(where + " is not an origin of the roster");
    }
}
