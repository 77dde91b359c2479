package dev.signalbox.admin;

import dev.signalbox.evaluate.Bootstrap;
import dev.signalbox.evaluate.OffPolicy;
import dev.signalbox.gateway.RejectedRequestException;
import dev.signalbox.learning.Tryout;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Estimates what a draft policy would have earned; the body is the draft's YAML. */
@RestController
final class TryoutController {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 20;
    private static final double MICRO = 1e6;

    private final Tryout tryout;

    TryoutController(Tryout tryout) {
        this.tryout = tryout;
    }

    @PostMapping("/admin/policies/{policy}/evaluate")
    ObjectNode evaluate(@PathVariable String policy, HttpServletRequest request)
            throws IOException, RejectedRequestException {
        var draft = request.getInputStream().readNBytes(MOST_BYTES);
        try {
            return shown(policy, tryout.evaluate(policy, draft));
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    private static ObjectNode shown(String policy, Tryout.Report report) {
        var node = JSON.createObjectNode()
                .put("policy", policy)
                .put("decisions", report.decisions())
                .put("skipped", report.skipped())
                .put("effective_sample_size", report.effective())
                .put("supported", report.estimates().isPresent())
                .put("problem", report.problem());
        report.estimates().ifPresent(estimates -> {
            node.set("quality", shown(estimates.quality(), 1));
            node.set("cost_usd", shown(estimates.microUsd(), MICRO));
            node.set("utility", shown(estimates.utility(), 1));
        });
        return node;
    }

    private static ObjectNode shown(OffPolicy estimate, double unit) {
        var node = JSON.createObjectNode().put("logged", estimate.logged() / unit);
        node.set("ips", shown(estimate.ips(), unit));
        node.set("snips", shown(estimate.selfNormalised(), unit));
        node.set("dr", shown(estimate.doublyRobust(), unit));
        return node;
    }

    private static ObjectNode shown(Bootstrap.Interval interval, double unit) {
        return JSON.createObjectNode()
                .put("mean", interval.mean() / unit)
                .put("low", interval.low() / unit)
                .put("high", interval.high() / unit);
    }
}
