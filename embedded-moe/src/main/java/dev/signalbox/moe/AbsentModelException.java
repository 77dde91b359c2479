package dev.signalbox.moe;

import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model is not in memory, and did not get there while the caller could wait; says why, for the caller. */
final class AbsentModelException extends Exception {

    private static final long serialVersionUID = 1;

    private final Reply.Failure.Kind kind;
    private final transient @Nullable Duration retryAfter;

    AbsentModelException(Reply.Failure.Kind kind, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** Nothing was read or generated. */
    Reply.Failure failure() {
        return new Reply.Failure(kind, String.valueOf(getMessage()), retryAfter, Usage.NONE);
    }
}
