package dev.signalbox.moe.plan;

/** A model does not fit the memory there is. The message has the numbers. */
public final class NoRoomException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
        super(message);
    }
}
