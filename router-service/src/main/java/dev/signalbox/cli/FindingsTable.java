package dev.signalbox.cli;

import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Findings as text for a terminal. */
final class FindingsTable {

    /** Those whose interval is shown; the others' stands in the reports. */
    private static final List<Metric> MAIN = List.of(Metric.AREA, Metric.APGR, Metric.ONBOARDED_SHARE);

    private final Findings findings;

    FindingsTable(Findings findings) {
        this.findings = findings;
    }

    String text() {
        var metrics = Arrays.stream(Metric.values())
                .filter(metric -> findings.entries().stream()
                        .anyMatch(entry -> entry.figures().containsKey(metric)))
                .toList();
        var heads = new ArrayList<>(List.of("router"));
        for (var metric : metrics) {
            heads.add(metric.key());
            if (MAIN.contains(metric)) {
                heads.add("95 %");
            }
        }
        var table = new Table(heads);
        findings.entries().forEach(entry -> table.row(cells(entry, metrics)));
        return title() + "\n\n" + table.text() + "\n" + notes();
    }

    private String title() {
        return findings.set() + ": " + findings.queries() + " queries, "
                + findings.singles().size() + " experts; " + findings.protocol() + "; seed " + findings.seed();
    }

    private String notes() {
        var lines = new StringBuilder();
        findings.notes().forEach(note -> lines.append("- ").append(note).append('\n'));
        findings.failures()
                .forEach(failure -> lines.append("- ")
                        .append(failure.router())
                        .append(" failed: ")
                        .append(failure.message())
                        .append('\n'));
        return lines.toString();
    }

    private static List<String> cells(Findings.Entry entry, List<Metric> metrics) {
        var cells = new ArrayList<>(List.of(entry.name()));
        for (var metric : metrics) {
            var reading = Optional.ofNullable(entry.figures().get(metric)).map(Findings.Figure::reading);
            cells.add(reading.map(Reading::value).map(FindingsTable::number).orElse(""));
            if (MAIN.contains(metric)) {
                cells.add(reading.filter(value -> !Double.isNaN(value.value()))
                        .map(value -> number(value.low()) + "–" + number(value.high()))
                        .orElse(""));
            }
        }
        return cells;
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return Double.isInfinite(value) ? "never" : String.format(Locale.ROOT, "%.3f", value);
    }
}
