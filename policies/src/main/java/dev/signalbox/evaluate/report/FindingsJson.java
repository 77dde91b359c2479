package dev.signalbox.evaluate.report;

import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.intent.IntentFindings;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Findings as JSON: {@code sets.SET.routers.ROUTER.METRIC.{value, low, high}}, the zero router and the oracle among the
 * routers. What is undefined or never reached is null.
 */
public final class FindingsJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int FORMAT = 1;

    private FindingsJson() {}

    /** Ends with a line feed. Sets of one name are told apart by a number. */
    public static String write(List<Findings> outcomes, List<IntentFindings> intents) {
        var root = JSON.createObjectNode().put("format", FORMAT);
        var meanings = root.putObject("metrics");
        for (var metric : Metric.values()) {
            meanings.putObject(metric.key())
                    .put("meaning", metric.meaning())
                    .put("better", metric.better() == Metric.Better.HIGH ? "high" : "low");
        }
        var sets = root.putObject("sets");
        for (var findings : outcomes) {
            write(findings, sets.putObject(fresh(sets, findings.set())));
        }
        if (!intents.isEmpty()) {
            var intentSets = root.putObject("intent-sets");
            intents.forEach(findings -> write(findings, intentSets.putObject(fresh(intentSets, findings.set()))));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static String fresh(ObjectNode sets, String name) {
        var fresh = name;
        for (int number = 2; sets.has(fresh); number++) {
            fresh = name + "-" + number;
        }
        return fresh;
    }

    private static void write(Findings findings, ObjectNode node) {
        node.put("protocol", findings.protocol()).put("seed", findings.seed()).put("queries", findings.queries());
        var experts = node.putObject("experts");
        for (var single : findings.singles()) {
            var expert = experts.putObject(single.expert());
            number(expert, "quality", single.quality());
            number(expert, "usd", single.usd());
        }
        var notes = node.putArray("notes");
        findings.notes().forEach(notes::add);
        var failures = node.putObject("failures");
        findings.failures().forEach(failure -> failures.put(failure.router(), failure.message()));
        var routers = node.putObject("routers");
        var curves = node.putObject("curves");
        for (var entry : findings.entries()) {
            var router = routers.putObject(entry.name());
            entry.figures().forEach((metric, figure) -> write(figure, router.putObject(metric.key())));
            var curve = curves.putArray(entry.name());
            entry.curve().forEach(point -> curve.addArray().add(point.cost()).add(point.quality()));
        }
    }

    private static void write(Findings.Figure figure, ObjectNode node) {
        write(figure.reading(), node);
        figure.overZero().ifPresent(difference -> write(difference, node.putObject("over-zero-router")));
        figure.overBest()
                .ifPresent(rival -> write(
                        rival.difference(), node.putObject("over-best-other").put("router", rival.router())));
    }

    private static void write(IntentFindings findings, ObjectNode node) {
        node.put("protocol", findings.protocol()).put("seed", findings.seed()).put("queries", findings.queries());
        var notes = node.putArray("notes");
        findings.notes().forEach(notes::add);
        var classifiers = node.putObject("classifiers");
        for (var entry : findings.entries()) {
            var classifier = classifiers.putObject(entry.name());
            entry.figures().forEach((metric, reading) -> write(reading, classifier.putObject(metric.key())));
        }
    }

    private static void write(Reading reading, ObjectNode node) {
        number(node, "value", reading.value());
        number(node, "low", reading.low());
        number(node, "high", reading.high());
    }

    private static void number(ObjectNode node, String field, double value) {
        if (Double.isFinite(value)) {
            node.put(field, value);
        } else {
            node.putNull(field);
        }
    }
}
