package dev.signalbox.experts.http;

import java.net.UnknownHostException;

/** A name was resolved to an address that must not be called. */
public final class RefusedAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1;

    RefusedAddressException(String message) {
        super(message);
    }
}
