package dev.signalbox.telemetry;

import dev.signalbox.features.Advice;
import dev.signalbox.features.Opinion;
import dev.signalbox.store.StorableText;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The advice that a decision went by, in its record. Reasons are kept only where that is switched on: they may quote the
 * question, and no score looks at them.
 */
public final class AdviceRecord {

    private AdviceRecord() {}

    /** Into an open object; nothing where the policy's scorer asks nobody. */
    static void write(JsonGenerator out, Advice advice, boolean keepReasons) {
        if (advice.standIn().isEmpty()) {
            return;
        }
        out.writeObjectPropertyStart("advice");
        out.writeStringProperty("scorer", advice.scorer());
        out.writeStringProperty("stand_in", advice.standIn());
        out.writeArrayPropertyStart("opinions");
        advice.opinions().forEach(opinion -> write(out, opinion, keepReasons));
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Opinion opinion, boolean keepReasons) {
        out.writeStartObject();
        out.writeStringProperty("expert", StorableText.of(opinion.adviser()));
        if (!opinion.fault().isEmpty()) {
            out.writeStringProperty("fault", StorableText.of(opinion.fault()));
        } else {
            out.writeObjectPropertyStart("ratings");
            opinion.ratings().forEach((name, rating) -> out.writeNumberProperty(name, rating.doubleValue()));
            out.writeEndObject();
        }
        if (keepReasons && !opinion.reasons().isEmpty()) {
            out.writeStringProperty("reasons", StorableText.of(opinion.reasons()));
        }
        out.writeEndObject();
    }

    /** @param features the object that was written into */
    public static Advice read(JsonNode features) {
        var advice = features.path("advice");
        if (!advice.isObject()) {
            return Advice.NONE;
        }
        var opinions = new ArrayList<Opinion>();
        advice.path("opinions").forEach(json -> opinions.add(opinion(json)));
        return new Advice(
                advice.path("scorer").asString(""),
                opinions,
                advice.path("stand_in").asString(""));
    }

    private static Opinion opinion(JsonNode json) {
        var ratings = new TreeMap<String, Double>();
        for (Map.Entry<String, JsonNode> rating : json.path("ratings").properties()) {
            ratings.put(rating.getKey(), rating.getValue().asDouble());
        }
        return new Opinion(
                json.path("expert").asString(""),
                ratings,
                json.path("reasons").asString(""),
                json.path("fault").asString(""));
    }
}
