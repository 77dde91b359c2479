package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a call: an answer or a failure. Both say what was used. */
public sealed interface Reply {

    Usage usage();

    /**
     * @param content the answer; {@link Streamed} when the sink has it
     * @param finish why the expert stopped
     */
    record Answer(Content content, Finish finish, Usage usage) implements Reply {
        public Answer {
            requireNonNull(content);
            requireNonNull(finish);
            requireNonNull(usage);
        }
    }

    /**
     * @param kind what went wrong
     * @param message for the caller; never holds a key, a prompt or a stack trace
     * @param retryAfter how long the expert asked us to wait, or null
     * @param usage what was used all the same
     */
    record Failure(Kind kind, String message, @Nullable Duration retryAfter, Usage usage) implements Reply {
        public Failure {
            requireNonNull(kind);
            requireNonNull(message);
            requireNonNull(usage);
        }

        public static Failure of(Kind kind, String message) {
            return new Failure(kind, message, null, Usage.NONE);
        }

        /** Every way a call can fail; what each means to the caller is decided in one exhaustive switch. */
        public enum Kind {
            /** No expert may answer; nobody was asked. */
            REFUSED,
            /** The expert refused the request itself (HTTP 400, 404, 413, 422). */
            REJECTED,
            /** Prompt and reply do not fit the expert's context. */
            TOO_LONG,
            /** The expert refused our key (401, 403). */
            UNAUTHORIZED,
            /** The expert is out of rate or quota (429). */
            THROTTLED,
            /** One of {@link Call.Timeouts} ran out. */
            TIMED_OUT,
            /** Not reachable, out of service, or 5xx. */
            UNAVAILABLE,
            /** It answered, but not in its dialect. */
            MALFORMED,
            /** The stream ended before its end. */
            CUT,
            /** Too many calls of ours are under way there. */
            OVERLOADED,
            /** Its circuit breaker is open. */
            BREAKER_OPEN,
            /** Asking on would take the request past its cost cap. */
            COST_CAPPED,
            /** The caller left, or the request's deadline passed. */
            CANCELLED
        }
    }

    /** Where the answer is. */
    sealed interface Content {}

    /**
     * The answer's text, from an expert without a wire format.
     *
     * @param logprobs of its tokens, when they were asked for
     */
    record Text(String text, List<Logprob> logprobs) implements Content {
        public Text {
            requireNonNull(text);
            logprobs = List.copyOf(logprobs);
        }

        public Text(String text) {
            this(text, List.of());
        }
    }

    /** The whole reply body in the OpenAI chat dialect, as the expert sent it. */
    record Body(ByteBuffer json) implements Content {
        public Body {
            json = json.asReadOnlyBuffer();
        }

        /** A fresh view; the position of one reader does not move another's. */
        @Override
        public ByteBuffer json() {
            return json.asReadOnlyBuffer();
        }
    }

    /**
     * The sink has received it.
     *
     * @param usage the expert's own last event, which says what was used and which the sink has not received, or null
     */
    record Streamed(@Nullable ByteBuffer usage) implements Content {
        public Streamed {
            usage = usage == null ? null : usage.asReadOnlyBuffer();
        }

        public Streamed() {
            this(null);
        }

        /** A fresh view; the position of one reader does not move another's. */
        @Override
        public @Nullable ByteBuffer usage() {
            return usage == null ? null : usage.asReadOnlyBuffer();
        }
    }

    /** Why an expert stopped, as the OpenAI dialect names it in lower case. */
    enum Finish {
        STOP,
        LENGTH,
        TOOL_CALLS,
        CONTENT_FILTER
    }
}
