package dev.signalbox.admin;

import dev.signalbox.gateway.RejectedRequestException;
import dev.signalbox.learning.KeptJson;
import dev.signalbox.learning.PolicyHealth;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shows how a learned policy fares on recent traffic. */
@RestController
final class PolicyHealthController {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicyHealth health;

    PolicyHealthController(PolicyHealth health) {
        this.health = health;
    }

    @GetMapping("/admin/policies/{policy}/health")
    ObjectNode show(@PathVariable String policy) throws RejectedRequestException {
        try {
            return shown(health.of(policy));
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    private static ObjectNode shown(PolicyHealth.Report report) {
        var node = JSON.createObjectNode()
                .put("policy", report.policy())
                .put("snapshot", report.snapshot())
                .put("previous", report.previous())
                .put("recent_decisions", report.recent());
        report.churn().ifPresent(churn -> node.put("churn", churn));
        report.drift()
                .ifPresent(drift -> node.putObject("drift")
                        .put("population_stability_index", drift.stability())
                        .put("jensen_shannon_bits", drift.divergence())
                        .put("tail_clusters_covered", drift.tailCovered())
                        .put("clusters", drift.clusters()));
        report.kept().ifPresent(kept -> node.set("floor", KeptJson.of(kept)));
        return node;
    }
}
