package dev.signalbox.learning;

import dev.signalbox.evaluate.Challenge;
import dev.signalbox.evaluate.Comparison;
import dev.signalbox.policy.Kept;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A comparison as JSON, kept beside the snapshot that it judged. */
final class TrainingReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TrainingReport() {}

    static String json(Comparison comparison, Optional<Challenge> challenge, Optional<Kept> kept) {
        var report = JSON.createObjectNode();
        report.set("policy", row(comparison.policy()));
        report.set("random", row(comparison.random()));
        report.set("oracle", row(comparison.oracle()));
        var experts = report.putArray("experts");
        comparison.experts().forEach(expert -> experts.add(row(expert)));
        report.put("zero_router", comparison.zeroRouter());
        report.putObject("lead")
                .put("mean", comparison.lead().mean())
                .put("low", comparison.lead().low())
                .put("high", comparison.lead().high());
        challenge.ifPresent(held -> report.set("over_incumbent", over(held)));
        kept.ifPresent(floor -> report.set("floor", KeptJson.of(floor).put("observed", observed(comparison))));
        return report.toString();
    }

    static String json(Onboarder.Result onboarded) {
        var report = JSON.createObjectNode();
        report.putObject("onboarded")
                .put("expert", onboarded.expert())
                .put("labels", onboarded.labels())
                .put("quality", onboarded.quality());
        report.set("over_incumbent", over(onboarded.challenge()));
        return report.toString();
    }

    private static ObjectNode over(Challenge incumbent) {
        return JSON.createObjectNode()
                .put("mean", incumbent.gain().mean())
                .put("low", incumbent.gain().low())
                .put("high", incumbent.gain().high())
                .put("moved", incumbent.moved())
                .put("questions", incumbent.questions());
    }

    /** Quality on the held-out questions, as a share of the best single expert's. */
    static double observed(Comparison comparison) {
        return comparison.policy().quality() / comparison.experts().getFirst().quality();
    }

    private static ObjectNode row(Comparison.Row row) {
        var node = JSON.createObjectNode()
                .put("name", row.name())
                .put("quality", row.quality())
                .put("mean_cost_usd", row.microUsd() / 1e6)
                .put("mean_latency_ms", row.latency().toNanos() / 1e6);
        var domains = node.putObject("domains");
        row.domains().forEach(domains::put);
        return node;
    }
}
