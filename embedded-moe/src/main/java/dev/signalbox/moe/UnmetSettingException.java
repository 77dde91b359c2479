package dev.signalbox.moe;

/** A query asks for what a local model cannot do; the message names field, value and expectation for the caller. */
final class UnmetSettingException extends Exception {

    private static final long serialVersionUID = 1;

    UnmetSettingException(String message) {
        super(message);
    }

    UnmetSettingException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
