package dev.signalbox.admin;

import dev.signalbox.gateway.KeyFilter;
import dev.signalbox.gateway.RejectedRequestException;
import dev.signalbox.learning.Promotions;
import dev.signalbox.store.SnapshotStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shows what a policy has learned, puts it in force and takes it back. */
@RestController
final class SnapshotsController {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Promotions promotions;

    SnapshotsController(Promotions promotions) {
        this.promotions = promotions;
    }

    @GetMapping("/admin/policies/{policy}/snapshots")
    Map<String, Object> list(@PathVariable String policy) throws RejectedRequestException {
        try {
            var history = promotions.history(policy);
            return Map.of(
                    "in_force", inForce(history),
                    "frozen", frozen(history),
                    "data",
                            promotions.snapshots(policy).stream()
                                    .map(SnapshotsController::shown)
                                    .toList(),
                    "promotions",
                            history.stream().map(SnapshotsController::shown).toList());
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    @PostMapping("/admin/policies/{policy}/snapshots/{id}/promote")
    Map<String, Object> promote(@PathVariable String policy, @PathVariable String id, HttpServletRequest request)
            throws RejectedRequestException {
        try {
            promotions.promote(policy, id, KeyFilter.caller(request).keyId());
            return standing(policy);
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    @PostMapping("/admin/policies/{policy}/rollback")
    Map<String, Object> rollback(@PathVariable String policy, HttpServletRequest request)
            throws RejectedRequestException {
        try {
            if (!promotions.rollback(policy, KeyFilter.caller(request).keyId())) {
                throw new ResponseStatusException(
                        HttpStatus.CONFLICT,
                        "policy " + policy + " uses what comes with Signalbox: nothing to go back to");
            }
            return standing(policy);
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    @PostMapping("/admin/policies/{policy}/freeze")
    Map<String, Object> freeze(@PathVariable String policy, HttpServletRequest request)
            throws RejectedRequestException {
        return freeze(policy, true, request);
    }

    @PostMapping("/admin/policies/{policy}/thaw")
    Map<String, Object> thaw(@PathVariable String policy, HttpServletRequest request) throws RejectedRequestException {
        return freeze(policy, false, request);
    }

    private Map<String, Object> freeze(String policy, boolean frozen, HttpServletRequest request)
            throws RejectedRequestException {
        try {
            promotions.freeze(policy, frozen, KeyFilter.caller(request).keyId());
            return standing(policy);
        } catch (IllegalArgumentException e) {
            throw Refusals.of(e);
        }
    }

    private Map<String, Object> standing(String policy) {
        var history = promotions.history(policy);
        return Map.of("policy", policy, "in_force", inForce(history), "frozen", frozen(history));
    }

    /** Whether no training replaces what is in force. */
    private static boolean frozen(List<SnapshotStore.Promotion> history) {
        return !history.isEmpty() && history.getFirst().frozen();
    }

    /** Empty for what comes with Signalbox. */
    private static String inForce(List<SnapshotStore.Promotion> history) {
        return history.isEmpty() ? "" : history.getFirst().snapshot().orElse("");
    }

    private static ObjectNode shown(SnapshotStore.Listed listed) {
        var node = JSON.createObjectNode()
                .put("id", listed.id())
                .put("scorer", listed.scorer())
                .put("created", listed.createdAt().toString());
        node.set("report", JSON.readTree(listed.report()));
        return node;
    }

    private static ObjectNode shown(SnapshotStore.Promotion promotion) {
        return JSON.createObjectNode()
                .put("number", promotion.number())
                .put("snapshot", promotion.snapshot().orElse(""))
                .put("at", promotion.at().toString())
                .put("frozen", promotion.frozen());
    }
}
