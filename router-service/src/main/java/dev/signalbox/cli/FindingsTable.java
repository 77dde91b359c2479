package dev.signalbox.cli;

import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.intent.IntentFindings;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Findings as text for a terminal. */
final class FindingsTable {

    /** Those whose interval is shown; the others' stand in the reports. */
    private static final List<Metric> MAIN =
            List.of(Metric.AREA, Metric.APGR, Metric.ONBOARDED_SHARE, Metric.INTENT_ACCURACY, Metric.OOS_AUROC);

    private final String title;
    private final String what;
    private final List<Row> rows;
    private final List<String> notes;

    FindingsTable(Findings findings) {
        this.title = findings.set() + ": " + findings.queries() + " queries, "
                + findings.singles().size() + " experts; " + findings.protocol() + "; seed " + findings.seed();
        this.what = "router";
        this.rows = findings.entries().stream().map(Row::of).toList();
        this.notes = new ArrayList<>(findings.notes());
        findings.failures().forEach(failure -> notes.add(failure.router() + " failed: " + failure.message()));
    }

    FindingsTable(IntentFindings findings) {
        this.title = findings.set() + ": " + findings.queries() + " prompts; " + findings.protocol() + "; seed "
                + findings.seed();
        this.what = "classifier";
        this.rows = findings.entries().stream()
                .map(entry -> new Row(entry.name(), entry.figures()))
                .toList();
        this.notes = findings.notes();
    }

    String text() {
        var metrics = Arrays.stream(Metric.values())
                .filter(metric -> rows.stream().anyMatch(row -> row.readings().containsKey(metric)))
                .toList();
        var heads = new ArrayList<>(List.of(what));
        for (var metric : metrics) {
            heads.add(metric.key());
            if (MAIN.contains(metric)) {
                heads.add("95 %");
            }
        }
        var table = new Table(heads);
        rows.forEach(row -> table.row(cells(row, metrics)));
        var lines = new StringBuilder(title).append("\n\n").append(table.text()).append('\n');
        notes.forEach(note -> lines.append("- ").append(note).append('\n'));
        return lines.toString();
    }

    private static List<String> cells(Row row, List<Metric> metrics) {
        var cells = new ArrayList<>(List.of(row.name()));
        for (var metric : metrics) {
            var reading = Optional.ofNullable(row.readings().get(metric)).filter(read -> !Double.isNaN(read.value()));
            cells.add(reading.map(read -> number(read.value())).orElse(""));
            if (MAIN.contains(metric)) {
                cells.add(reading.map(read -> number(read.low()) + "–" + number(read.high()))
                        .orElse(""));
            }
        }
        return cells;
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? "never" : String.format(Locale.ROOT, "%.3f", value);
    }

    private record Row(String name, Map<Metric, Reading> readings) {
        static Row of(Findings.Entry entry) {
            var readings = new EnumMap<Metric, Reading>(Metric.class);
            entry.figures().forEach((metric, figure) -> readings.put(metric, figure.reading()));
            return new Row(entry.name(), readings);
        }
    }
}
