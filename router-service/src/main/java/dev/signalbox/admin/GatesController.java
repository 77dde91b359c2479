package dev.signalbox.admin;

import dev.signalbox.gateway.RejectedRequestException;
import dev.signalbox.learning.InnerGates;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shows what the gating networks of local models do. */
@RestController
final class GatesController {

    private static final int MOST_DAYS = 366;

    private final InnerGates gates;

    GatesController(InnerGates gates) {
        this.gates = gates;
    }

    /** Of the models that are watched in this replica. */
    @GetMapping("/admin/local/gates")
    Map<String, Set<String>> list() {
        return Map.of("data", gates.models());
    }

    /** All figures, since this replica started. */
    @GetMapping("/admin/local/{model}/gate")
    ObjectNode live(@PathVariable String model) {
        return gates.live(model)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND,
                        "no watched model " + model + ", expected one of " + gates.models()
                                + "; set gate: {telemetry: 1} beside its model in the roster"));
    }

    /** What all replicas counted, by domain, language, phase and layer. */
    @GetMapping("/admin/local/{model}/gate/kept")
    ObjectNode kept(@PathVariable String model, @RequestParam(defaultValue = "7") int days)
            throws RejectedRequestException {
        if (days < 1 || days > MOST_DAYS) {
            throw RejectedRequestException.field("days", days + ", expected 1 to " + MOST_DAYS);
        }
        var rows = gates.kept(model, Duration.ofDays(days));
        var node = JsonMapper.shared().createObjectNode();
        node.put("model", model).put("days", days);
        node.set("data", rows);
        return node;
    }
}
