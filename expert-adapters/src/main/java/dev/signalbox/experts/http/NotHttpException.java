package dev.signalbox.experts.http;

import java.io.IOException;

/** An answer that breaks the rules of HTTP, or our bounds on its headers. */
public final class NotHttpException extends IOException {

    private static final long serialVersionUID = 1L;

    NotHttpException(IOException cause) {
        super("not a valid HTTP reply", cause);
    }
}
