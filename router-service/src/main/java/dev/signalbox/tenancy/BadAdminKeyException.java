package dev.signalbox.tenancy;

/** An administrator's key from the environment that cannot be used; the message does not contain it. */
final class BadAdminKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BadAdminKeyException(String message) {
        super(message);
    }
}
