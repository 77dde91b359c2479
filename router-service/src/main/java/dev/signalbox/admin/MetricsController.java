package dev.signalbox.admin;

import dev.signalbox.telemetry.MetricsText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The metrics, for Prometheus to scrape. */
@RestController
final class MetricsController {

    private final MetricsText metrics;

    MetricsController(MetricsText metrics) {
        this.metrics = metrics;
    }

    @GetMapping("/metrics")
    void metrics(@RequestHeader(name = "accept", defaultValue = "") String accept, HttpServletResponse response)
            throws IOException {
        var contentType = metrics.contentType(accept);
        response.setContentType(contentType);
        metrics.write(response.getOutputStream(), contentType);
    }
}
