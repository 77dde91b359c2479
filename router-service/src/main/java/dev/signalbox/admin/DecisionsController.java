package dev.signalbox.admin;

import dev.signalbox.gateway.DecisionJson;
import dev.signalbox.pipeline.Replay;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Recomputes recorded decisions. */
@RestController
final class DecisionsController {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Replay replay;

    DecisionsController(Replay replay) {
        this.replay = replay;
    }

    @GetMapping("/admin/decisions/{id}/replay")
    ObjectNode replay(@PathVariable String id) {
        return replay.replay(id)
                .map(DecisionsController::json)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "no decision " + id + " on record; a fresh one takes a moment"));
    }

    private static ObjectNode json(Replay.Verdict verdict) {
        var node = JSON.createObjectNode().put("decision", verdict.decision()).put("identical", verdict.identical());
        var differences = node.putArray("differences");
        for (var difference : verdict.differences()) {
            differences
                    .addObject()
                    .put("field", difference.field())
                    .put("recorded", difference.recorded())
                    .put("recomputed", difference.recomputed());
        }
        verdict.again()
                .ifPresent(again -> node.set(
                        "explained",
                        JSON.readTree(DecisionJson.of(again.decision(), again.reasons(), again.flips(), true))));
        return node.put("problem", verdict.problem());
    }
}
