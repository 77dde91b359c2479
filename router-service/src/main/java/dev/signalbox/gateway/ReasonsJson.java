package dev.signalbox.gateway;

import dev.signalbox.score.Reason;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * What moved a decision, as JSON.
 *
 * <p>The questions that a scorer learned from belong to the operator, and some were other callers'. Their ids and domains
 * go to operators alone. Whoever else asks is told of them how alike they are, in tenths and never more than
 * {@value #CLOSEST}, so that nobody finds out whether a question was asked before; and how experts did on them.
 */
final class ReasonsJson {

    private static final double CLOSEST = 0.9;

    private final JsonGenerator json;
    private final boolean operator;

    private ReasonsJson(JsonGenerator json, boolean operator) {
        this.json = json;
        this.operator = operator;
    }

    /** As an array. */
    static void write(JsonGenerator json, List<Reason> reasons, boolean operator) {
        new ReasonsJson(json, operator).write(reasons);
    }

    private void write(List<Reason> reasons) {
        json.writeStartArray();
        for (var reason : reasons) {
            json.writeStartObject();
            write(reason);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(Reason reason) {
        switch (reason) {
            case Reason.Declared declared -> {
                kind("declared");
                numbers("quality", declared.quality());
            }
            case Reason.Neighbourhood near -> write(near);
            case Reason.Cluster cluster -> {
                kind("cluster");
                json.writeNumberProperty("cluster", cluster.cluster());
                json.writeNumberProperty("clusters", cluster.clusters());
                json.writeNumberProperty("questions", cluster.questions());
                numbers("grades", cluster.grades());
            }
            case Reason.Domains domains -> write(domains);
            case Reason.Sum sum -> write(sum);
            case Reason.Without without -> {
                kind("without");
                json.writeStringProperty("features", without.features());
                numbers("quality", without.quality());
            }
            case Reason.Mixed mixed -> write(mixed);
        }
    }

    private void write(Reason.Neighbourhood near) {
        kind("neighbourhood");
        json.writeNumberProperty("questions", near.questions());
        numbers("grades", near.grades());
        json.writeArrayPropertyStart("nearest");
        for (var one : near.nearest()) {
            json.writeStartObject();
            if (operator) {
                json.writeStringProperty("question", one.question());
                json.writeStringProperty("domain", one.domain());
            }
            json.writeNumberProperty("similarity", operator ? one.similarity() : blurred(one.similarity()));
            json.writeNumberProperty("share", operator ? one.share() : Math.round(one.share() * 100) / 100.0);
            numbers("grades", one.grades());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static double blurred(double similarity) {
        return Math.min(CLOSEST, Math.floor(similarity * 10) / 10);
    }

    private void write(Reason.Domains domains) {
        kind("domains");
        json.writeArrayPropertyStart("domains");
        for (var domain : domains.domains()) {
            json.writeStartObject();
            json.writeStringProperty("domain", domain.name());
            json.writeNumberProperty("probability", domain.probability());
            numbers("grades", domain.grades());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(Reason.Sum sum) {
        kind("sum");
        numbers("base", sum.base());
        json.writeArrayPropertyStart("terms");
        for (var term : sum.terms()) {
            json.writeStartObject();
            json.writeStringProperty("feature", term.feature());
            numbers("points", term.points());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(Reason.Mixed mixed) {
        kind("mixed");
        json.writeArrayPropertyStart("parts");
        for (var part : mixed.parts()) {
            json.writeStartObject();
            json.writeStringProperty("scorer", part.scorer());
            json.writeNumberProperty("weight", part.weight());
            numbers("quality", part.quality());
            json.writeName("reasons");
            write(part.reasons());
            json.writeEndObject();
        }
        json.writeEndArray();
        numbers("shift", mixed.shift());
    }

    private void kind(String kind) {
        json.writeStringProperty("kind", kind);
    }

    private void numbers(String name, Map<String, Double> byExpert) {
        json.writeObjectPropertyStart(name);
        byExpert.forEach(json::writeNumberProperty);
        json.writeEndObject();
    }
}
