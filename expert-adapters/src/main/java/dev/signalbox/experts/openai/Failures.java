package dev.signalbox.experts.openai;

import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.Usage;
import dev.signalbox.experts.http.CallEndedException;
import dev.signalbox.experts.http.Incoming;
import dev.signalbox.experts.http.NotHttpException;
import dev.signalbox.experts.http.RefusedOriginException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns what a provider or the network did into a failure that the plan can act on. */
final class Failures {

    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final Pattern TOO_LONG = Pattern.compile(
            "(?i)maximum context length|context[ _](?:length|size|window)|prompt is too long|too many (?:input )?tokens");

    private final Redaction redaction;
    private final InstantSource time;

    Failures(Redaction redaction, InstantSource time) {
        this.redaction = redaction;
        this.time = time;
    }

    /** A status other than 2xx; reads the body for its message. */
    Failure refused(Incoming response) {
        var body = errorBody(response);
        var wait = response.header("Retry-After")
                .flatMap(header -> RetryAfter.parse(header, time.instant()))
                .orElse(null);
        int status = response.status();
        var said = body.message().isEmpty() ? "" : ": " + body.message();
        return failure(kind(status, body), "HTTP " + status + said, wait, Usage.NONE);
    }

    /** An error inside a 200, whole or as an event. */
    Failure reported(ErrorJson error, Usage used) {
        var kind = error.status() != 0 ? kind(error.status(), error) : kindOf(error);
        var message = error.message().isEmpty() ? "the expert reported an error" : error.message();
        return failure(kind, message, null, used);
    }

    Failure malformed(String what, Usage used) {
        return failure(Kind.MALFORMED, what, null, used);
    }

    Failure cut(String what, Usage used) {
        return failure(Kind.CUT, what, null, used);
    }

    /** The network, or one of our own bounds, ended the call. */
    Failure broken(IOException thrown, boolean responded, Usage used) {
        return switch (thrown) {
            case CallEndedException e -> ended(e.reason(), used);
            case RefusedOriginException e -> failure(Kind.UNAVAILABLE, String.valueOf(e.getMessage()), null, used);
            case NotHttpException e -> malformed("not a valid HTTP reply", used);
            case UnknownHostException e -> failure(Kind.UNAVAILABLE, "host not found or not allowed", null, used);
            case ConnectException e -> failure(Kind.UNAVAILABLE, "could not connect", null, used);
            case SSLException e -> failure(Kind.UNAVAILABLE, "TLS failed", null, used);
            default ->
                responded
                        ? cut("the connection broke in the middle of the reply", used)
                        : failure(Kind.UNAVAILABLE, "the connection broke before a reply", null, used);
        };
    }

    private Failure ended(CallEndedException.Reason reason, Usage used) {
        return switch (reason) {
            case CANCELLED -> failure(Kind.CANCELLED, "cancelled", null, used);
            case CONNECT -> failure(Kind.TIMED_OUT, "no connection in time", null, used);
            case FIRST_TOKEN -> failure(Kind.TIMED_OUT, "no first token in time", null, used);
            case IDLE -> failure(Kind.TIMED_OUT, "the reply paused for too long", null, used);
            case TOTAL -> failure(Kind.TIMED_OUT, "the reply took too long", null, used);
        };
    }

    private Failure failure(Kind kind, String message, @Nullable Duration wait, Usage used) {
        return new Failure(kind, redaction.clean(message), wait, used);
    }

    private static Kind kind(int status, ErrorJson error) {
        return switch (status) {
            case 400, 404, 422 -> isTooLong(error) ? Kind.TOO_LONG : Kind.REJECTED;
            case 401, 403 -> Kind.UNAUTHORIZED;
            case 402, 429 -> Kind.THROTTLED;
            case 408 -> Kind.UNAVAILABLE;
            default -> {
                if (status >= 500) {
                    yield isTooLong(error) ? Kind.TOO_LONG : Kind.UNAVAILABLE;
                }
                yield status >= 400 ? Kind.REJECTED : Kind.MALFORMED; // a redirect is not followed
            }
        };
    }

    private static Kind kindOf(ErrorJson error) {
        if (isTooLong(error)) {
            return Kind.TOO_LONG;
        }
        var type = error.type();
        if (type.contains("rate_limit") || type.contains("quota")) {
            return Kind.THROTTLED;
        }
        if (type.contains("authentication") || type.contains("api_key") || type.contains("permission")) {
            return Kind.UNAUTHORIZED;
        }
        if (type.contains("invalid_request") || type.contains("badrequest") || type.contains("not_found")) {
            return Kind.REJECTED;
        }
        return error.equals(ErrorJson.NOTHING) ? Kind.MALFORMED : Kind.UNAVAILABLE;
    }

    private static boolean isTooLong(ErrorJson error) {
        return error.type().contains("context_length_exceeded")
                || error.type().contains("exceed_context_size")
                || TOO_LONG.matcher(error.message()).find();
    }

    /** A body that breaks off, is too long or is not JSON has no message; the status still speaks. */
    private static ErrorJson errorBody(Incoming response) {
        var bytes = new byte[MAX_ERROR_BYTES];
        int length = 0;
        try {
            for (int count = 0; count >= 0 && length < bytes.length; ) {
                count = response.read(bytes, length, bytes.length - length);
                length += Math.max(count, 0);
            }
        } catch (IOException e) {
            return ErrorJson.NOTHING;
        }
        return ErrorJson.parse(bytes, 0, length);
    }
}
