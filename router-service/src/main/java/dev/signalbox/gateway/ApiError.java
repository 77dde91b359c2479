package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told when the answer is no, in the OpenAI error format.
 *
 * @param status of HTTP
 * @param message for people; never holds a key, a prompt or a stack trace
 * @param type as the OpenAI API names the family of the error
 * @param param the field at fault, such as {@code messages[2].content}, or null
 * @param code for programs, or null
 * @param retryAfter how long to wait before another try, or null
 */
record ApiError(
        int status,
        String message,
        String type,
        @Nullable String param,
        @Nullable String code,
        @Nullable Duration retryAfter) {

    private static final String REQUEST = "invalid_request_error";
    private static final String SERVER = "server_error";

    ApiError {
        requireNonNull(message);
        requireNonNull(type);
    }

    /** The request is at fault. */
    static ApiError request(int status, String message, @Nullable String code) {
        return new ApiError(status, message, REQUEST, null, code, null);
    }

    /** One field of the request is at fault. */
    static ApiError field(@Nullable String param, String message, String code) {
        return new ApiError(400, message, REQUEST, param, code, null);
    }

    static ApiError internal() {
        return new ApiError(500, "Something went wrong here; the log has the cause.", SERVER, null, null, null);
    }

    /** The one place that says what each failure of an expert means to the caller. */
    static ApiError of(Reply.Failure failure) {
        return switch (failure.kind()) {
            case REFUSED -> of(failure, 400, REQUEST, "no_expert_admitted");
            case REJECTED -> of(failure, 400, REQUEST, "rejected_by_expert");
            case TOO_LONG -> of(failure, 400, REQUEST, "context_length_exceeded");
            // Our key, not the caller's: nothing the caller could mend.
            case UNAUTHORIZED -> of(failure, 502, SERVER, "expert_unauthorized");
            case THROTTLED -> of(failure, 429, "requests", "rate_limit_exceeded");
            case TIMED_OUT -> of(failure, 504, SERVER, "expert_timed_out");
            case UNAVAILABLE -> of(failure, 503, SERVER, "expert_unavailable");
            case MALFORMED -> of(failure, 502, SERVER, "expert_malformed");
            case CUT -> of(failure, 502, SERVER, "expert_cut");
            case OVERLOADED -> of(failure, 503, SERVER, "expert_overloaded");
            case BREAKER_OPEN -> of(failure, 503, SERVER, "expert_breaker_open");
            case COST_CAPPED -> of(failure, 402, REQUEST, "cost_cap_exceeded");
            // The status that proxies log for a client that left; only one that a closing service cuts off sees it.
            case CANCELLED -> of(failure, 499, REQUEST, "cancelled");
        };
    }

    private static ApiError of(Reply.Failure failure, int status, String type, String code) {
        return new ApiError(status, failure.message(), type, null, code, failure.retryAfter());
    }

    String json() {
        return "{\"error\":{\"message\":" + JsonText.quoted(message) + ",\"type\":" + JsonText.quoted(type)
                + ",\"param\":" + JsonText.quoted(param) + ",\"code\":" + JsonText.quoted(code) + "}}";
    }

    /** As the last event of a stream that had begun. */
    byte[] event() {
        return ("data: " + json() + "\n\n").getBytes(UTF_8);
    }

    void writeTo(HttpServletResponse response) throws IOException {
        var bytes = json().getBytes(UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        if (retryAfter != null) {
            response.setHeader("retry-after", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000L)));
        }
        response.getOutputStream().write(bytes);
    }
}
