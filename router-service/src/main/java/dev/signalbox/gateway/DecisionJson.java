package dev.signalbox.gateway;

import dev.signalbox.features.Advice;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Selection;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.score.Reason;
import dev.signalbox.score.Score;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A decision explained to the caller. */
public final class DecisionJson {

    private DecisionJson() {}

    /**
     * @param reasons what moved its scores
     * @param flips what would give the query to another expert
     * @param operator whether they are for somebody who runs the service
     */
    public static byte[] of(Decision decision, List<Reason> reasons, List<Flip> flips, boolean operator) {
        return JsonText.render(json -> {
            json.writeStartObject();
            write(json, decision);
            json.writeName("reasons");
            ReasonsJson.write(json, reasons, operator);
            json.writeArrayPropertyStart("flips");
            flips.forEach(flip -> writeFlip(json, flip));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /**
     * Several, and what they come to.
     *
     * @param gate that decided them together; empty when each was decided alone
     */
    static byte[] of(List<Decision> decisions, Optional<String> gate) {
        return JsonText.render(json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "route.decisions");
            if (gate.isPresent()) {
                json.writeStringProperty("gate", gate.get());
            } else {
                json.writeNullProperty("gate");
            }
            writeSummary(json, decisions);
            json.writeArrayPropertyStart("data");
            decisions.forEach(decision -> {
                json.writeStartObject();
                write(json, decision);
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Of those who are asked first; what fallback may add is not known. */
    private static void writeSummary(JsonGenerator json, List<Decision> decisions) {
        var load = new TreeMap<String, Integer>();
        var scores = new ArrayList<Score>();
        for (var decision : decisions) {
            var plan = decision.plan();
            plan.first().ifPresent(name -> load.merge(name, 1, Integer::sum));
            expected(plan)
                    .ifPresent(name -> decision.candidates().stream()
                            .map(Decision.Candidate::score)
                            .filter(score -> score.expert().equals(name))
                            .forEach(scores::add));
        }
        json.writeObjectPropertyStart("summary");
        json.writeNumberProperty("queries", decisions.size());
        json.writeNumberProperty(
                "served", load.values().stream().mapToInt(count -> count).sum());
        json.writeNumberProperty(
                "mean_quality",
                scores.stream().mapToDouble(Score::quality).average().orElse(0));
        json.writeNumberProperty(
                "cost_usd", usd(scores.stream().mapToDouble(Score::microUsd).sum()));
        json.writeObjectPropertyStart("load");
        load.forEach((expert, count) -> json.writeNumberProperty(expert, count.intValue()));
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Whose expected quality and cost stand for the plan's. */
    private static Optional<String> expected(Plan plan) {
        return plan instanceof Plan.Mix mix ? Optional.of(mix.lead()) : plan.first();
    }

    private static void write(JsonGenerator json, Decision decision) {
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
        json.writeNumberProperty("unscored", decision.unscored());
        writeAdvice(json, decision.features());
    }

    /** Null where the policy's scorer asks nobody. */
    private static void writeAdvice(JsonGenerator json, @Nullable Features features) {
        var advice = features == null ? Advice.NONE : features.advice();
        if (advice.standIn().isEmpty()) {
            json.writeNullProperty("advice");
            return;
        }
        json.writeObjectPropertyStart("advice");
        json.writeStringProperty("scorer", advice.scorer());
        json.writeName("stood_in");
        if (advice.stoodIn().isPresent()) {
            json.writeString(advice.stoodIn().get());
        } else {
            json.writeNull();
        }
        json.writeArrayPropertyStart("opinions");
        for (var opinion : advice.opinions()) {
            json.writeStartObject();
            json.writeStringProperty("expert", opinion.adviser());
            json.writeObjectPropertyStart("ratings");
            opinion.ratings().forEach((name, rating) -> json.writeNumberProperty(name, rating.doubleValue()));
            json.writeEndObject();
            json.writeStringProperty("reasons", opinion.reasons());
            json.writeStringProperty("fault", opinion.fault());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeFlip(JsonGenerator json, Flip flip) {
        json.writeStartObject();
        json.writeStringProperty("weight", flip.weight().label());
        json.writeNumberProperty("now", flip.now());
        json.writeNumberProperty(flip.rises() ? "at_least" : "at_most", flip.bound());
        json.writeStringProperty("expert", flip.expert());
        json.writeEndObject();
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
            case Plan.Single single -> writeAsked(json, single.expert(), single.fallback());
            case Plan.Mix mix -> {
                writeAsked(json, mix.name(), mix.fallback());
                json.writeArrayPropertyStart("mix");
                for (var share : mix.shares()) {
                    json.writeStartObject();
                    json.writeStringProperty("expert", share.expert());
                    json.writeNumberProperty("weight", share.weight());
                    json.writeEndObject();
                }
                json.writeEndArray();
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

    private static void writeAsked(JsonGenerator json, String expert, List<String> fallback) {
        json.writeStringProperty("expert", expert);
        json.writeArrayPropertyStart("fallback");
        fallback.forEach(json::writeString);
        json.writeEndArray();
        json.writeNullProperty("refusal");
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
