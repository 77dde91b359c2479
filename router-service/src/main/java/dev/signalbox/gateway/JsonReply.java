package dev.signalbox.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends JSON that is already made. */
final class JsonReply {

    private JsonReply() {}

    static void send(HttpServletResponse response, int status, byte[] json) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
