package dev.signalbox.learning;

import dev.signalbox.policy.Kept;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a floor came to, as JSON. */
public final class KeptJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptJson() {}

    /** With {@code per_usd} where a choice keeps the floor. */
    public static ObjectNode of(Kept kept) {
        var node = JSON.createObjectNode()
                .put("guaranteed", kept.floor().level())
                .put("confidence", kept.floor().confidence())
                .put("kept", kept.perUsd().isPresent())
                .put("best_expert", kept.best())
                .put("questions", kept.questions())
                .put("calibrated_level", kept.level())
                .put("calibrated_cost", kept.cost());
        kept.perUsd().ifPresent(weight -> node.put("per_usd", weight));
        return node;
    }
}
