package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.pipeline.Readiness;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says whether the process lives, and whether it is ready for requests. Needs no key. */
@RestController
final class HealthController {

    private final ObjectProvider<Readiness> parts;

    HealthController(ObjectProvider<Readiness> parts) {
        this.parts = parts;
    }

    @GetMapping("/health")
    void alive(HttpServletResponse response) throws IOException {
        JsonReply.send(response, 200, "{\"status\":\"alive\"}".getBytes(UTF_8));
    }

    @GetMapping("/health/ready")
    void ready(HttpServletResponse response) throws IOException {
        var missing = parts.orderedStream().filter(part -> !part.ready()).findFirst();
        if (missing.isEmpty()) {
            JsonReply.send(response, 200, "{\"status\":\"ready\"}".getBytes(UTF_8));
            return;
        }
        var reason = JsonText.quoted(missing.get().waitingFor());
        JsonReply.send(response, 503, ("{\"status\":\"starting\",\"reason\":" + reason + "}").getBytes(UTF_8));
    }
}
