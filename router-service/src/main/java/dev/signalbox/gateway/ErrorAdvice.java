package dev.signalbox.gateway;

import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

/** Says every no in the OpenAI error format. */
@RestControllerAdvice
@RestController
final class ErrorAdvice implements ErrorController {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    @ExceptionHandler
    void rejected(RejectedRequestException e, HttpServletResponse response) throws IOException {
        e.error().writeTo(response);
    }

    @ExceptionHandler
    void unknownModel(UnknownModelException e, HttpServletResponse response) throws IOException {
        ApiError.request(404, String.valueOf(e.getMessage()), "model_not_found").writeTo(response);
    }

    @ExceptionHandler
    void unknownPath(NoResourceFoundException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ApiError.request(404, "Nothing is at " + called(request) + ".", "unknown_url")
                .writeTo(response);
    }

    @ExceptionHandler
    void wrongMethod(HttpRequestMethodNotSupportedException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var supported = e.getSupportedMethods();
        var expected = supported == null ? "" : ", expected " + String.join(" or ", supported);
        if (supported != null) {
            response.setHeader("allow", String.join(", ", supported));
        }
        ApiError.request(405, called(request) + ": method not allowed" + expected + ".", "method_not_supported")
                .writeTo(response);
    }

    /** Nobody is left to be told. */
    @ExceptionHandler({ClientAbortException.class, AsyncRequestNotUsableException.class})
    void clientLeft(IOException e) {
        LOG.debug("a client left while its reply was sent: {}", e.toString());
    }

    /** Without the parser's own message, which quotes the body. */
    @ExceptionHandler
    void unreadable(HttpMessageNotReadableException e, HttpServletResponse response) throws IOException {
        unreadable(e.getCause()).writeTo(response);
    }

    /** As the framework's own answer to it, but in our format. */
    @ExceptionHandler(TypeMismatchException.class)
    void mistyped(HttpServletResponse response) throws IOException {
        refused(400).writeTo(response);
    }

    @ExceptionHandler
    void other(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            refused(known).writeTo(response);
            return;
        }
        LOG.error("{} failed", called(request), e);
        var error = ApiError.internal();
        if (response.isCommitted()) {
            response.getOutputStream().write(error.event());
        } else {
            // The buffer alone: the headers name the decision, by which the failure is found.
            response.resetBuffer();
            error.writeTo(response);
        }
    }

    /** Where the server sends what failed outside of the dispatcher. */
    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    void outside(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        var error = status >= 500 ? ApiError.internal() : refused(status);
        error.writeTo(response);
    }

    private static ApiError unreadable(@Nullable Throwable cause) {
        if (!(cause instanceof JacksonException wrong)) {
            return ApiError.request(400, "The body is missing, expected JSON.", null);
        }
        var at = wrong.getLocation();
        var where = at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr();
        if (wrong instanceof StreamReadException) {
            return ApiError.request(400, "The body is not valid JSON" + where + ".", null);
        }
        var field = wrong.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        return field.isEmpty()
                ? ApiError.request(400, "The body is not of the expected shape" + where + ".", null)
                : ApiError.field(field, field + ": not of the expected type" + where + ".", "invalid_type");
    }

    private static ApiError refused(ErrorResponse known) {
        int status = known.getStatusCode().value();
        var detail = known.getBody().getDetail();
        return detail == null ? refused(status) : ApiError.request(status, detail, null);
    }

    private static ApiError refused(int status) {
        return ApiError.request(status, "The request was refused with status " + status + ".", null);
    }

    private static String called(HttpServletRequest request) {
        return request.getMethod() + " " + request.getRequestURI();
    }
}
