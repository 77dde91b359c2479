package dev.signalbox.gateway;

import dev.signalbox.gate.Selection;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** A decision explained to the caller. */
final class DecisionJson {

    private DecisionJson() {}

    static byte[] of(Decision decision) {
        return JsonText.render(json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "route.decision");
            json.writeStringProperty("decision", decision.queryId());
            writeProvenance(json, decision.provenance());
            writePlan(json, decision.plan());
            writeSelection(json, decision.selection());
            json.writeArrayPropertyStart("candidates");
            decision.candidates().forEach(candidate -> writeCandidate(json, candidate));
            json.writeEndArray();
            json.writeArrayPropertyStart("denied");
            decision.denials().forEach(denial -> writeDenial(json, denial));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeProvenance(JsonGenerator json, Decision.Provenance provenance) {
        json.writeStringProperty("policy", provenance.policy());
        json.writeStringProperty("policy_version", provenance.policyVersion());
        json.writeNumberProperty("roster_version", provenance.rosterVersion());
        json.writeStringProperty("snapshot", provenance.snapshot());
        // As text: readers that keep numbers as doubles would round it.
        json.writeStringProperty("seed", Long.toString(provenance.seed()));
    }

    private static void writePlan(JsonGenerator json, Plan plan) {
        switch (plan) {
            case Plan.Single single -> {
                json.writeStringProperty("expert", single.expert());
                json.writeArrayPropertyStart("fallback");
                single.fallback().forEach(json::writeString);
                json.writeEndArray();
                json.writeNullProperty("refusal");
            }
            case Plan.Refusal refusal -> {
                json.writeNullProperty("expert");
                json.writeArrayPropertyStart("fallback");
                json.writeEndArray();
                json.writeObjectPropertyStart("refusal");
                json.writeStringProperty("reason", refusal.reason().name().toLowerCase(Locale.ROOT));
                json.writeStringProperty("message", refusal.message());
                json.writeEndObject();
            }
        }
    }

    private static void writeSelection(JsonGenerator json, Selection selection) {
        json.writeArrayPropertyStart("selection");
        for (var choice : selection.choices()) {
            json.writeStartObject();
            json.writeStringProperty("expert", choice.expert());
            json.writeNumberProperty("weight", choice.weight());
            json.writeNumberProperty("propensity", choice.propensity());
            var effort = choice.effort();
            if (effort != null) {
                json.writeStringProperty("effort", effort.name().toLowerCase(Locale.ROOT));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        switch (selection.retrieval()) {
            case CONSULT -> json.writeBooleanProperty("retrieve", true);
            case SKIP -> json.writeBooleanProperty("retrieve", false);
            case UNDECIDED -> json.writeNullProperty("retrieve");
        }
    }

    private static void writeCandidate(JsonGenerator json, Decision.Candidate candidate) {
        var score = candidate.score();
        json.writeStartObject();
        json.writeStringProperty("expert", score.expert());
        json.writeNumberProperty("quality", score.quality());
        json.writeNumberProperty("uncertainty", score.uncertainty());
        json.writeNumberProperty("cost_usd", usd(score.microUsd()));
        json.writeNumberProperty("latency_ms", score.latency().toMillis());
        json.writeNumberProperty("utility", candidate.utility());
        json.writeEndObject();
    }

    private static void writeDenial(JsonGenerator json, Decision.Denial denial) {
        json.writeStartObject();
        json.writeStringProperty("expert", denial.expert());
        json.writeStringProperty("rule", denial.rule());
        json.writeStringProperty("reason", denial.reason());
        json.writeEndObject();
    }

    /** Expected cost has fractions of a micro-dollar; three digits of them are plenty. */
    private static BigDecimal usd(double microUsd) {
        return BigDecimal.valueOf(microUsd).movePointLeft(6).setScale(9, RoundingMode.HALF_UP);
    }
}
