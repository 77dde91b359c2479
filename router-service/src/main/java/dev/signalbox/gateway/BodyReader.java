package dev.signalbox.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.springframework.util.unit.DataSize;

/** Reads request bodies up to a bound, whether or not their length was announced. */
final class BodyReader {

    private final int max;

    BodyReader(DataSize max) {
        this.max = Math.toIntExact(max.toBytes());
    }

    byte[] read(HttpServletRequest request, HttpServletResponse response) throws RejectedRequestException {
        var encoding = request.getHeader("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RejectedRequestException(
                    ApiError.request(415, "content-encoding: \"" + encoding + "\", expected none", null));
        }
        long announced = request.getContentLengthLong();
        if (announced > max) {
            throw tooLarge(response);
        }
        var body = receive(request, announced);
        if (body.length > max) {
            throw tooLarge(response);
        }
        return body;
    }

    private byte[] receive(HttpServletRequest request, long announced) throws RejectedRequestException {
        try {
            var in = request.getInputStream();
            // Grows as bytes come: an announcement alone must not reserve memory.
            var body = in.readNBytes(announced < 0 ? max + 1 : (int) announced);
            if (body.length < announced) {
                throw new IOException("ended early");
            }
            return body;
        } catch (SocketTimeoutException e) {
            throw new RejectedRequestException(ApiError.request(408, "The body did not arrive in time.", null));
        } catch (IOException e) {
            throw new RejectedRequestException(ApiError.request(400, "The body ended before its announced end.", null));
        }
    }

    /** Also ends the connection: reading on to the next request would mean to receive the whole body. */
    private RejectedRequestException tooLarge(HttpServletResponse response) {
        response.setHeader("connection", "close");
        return new RejectedRequestException(
                ApiError.request(413, "The body is longer than " + max + " bytes.", "request_too_large"));
    }
}
