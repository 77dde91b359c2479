package dev.signalbox.evaluate.report;

import static dev.signalbox.evaluate.report.Html.escape;
import static dev.signalbox.evaluate.report.Html.number;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.intent.IntentFindings;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Findings as one HTML page that needs no other file and no network. */
public final class HtmlReport {

    private static final String PAGE = "page.html";
    private static final String SECTIONS = "<!--sections-->";

    /** Those whose difference to the zero router is shown. */
    private static final Set<Metric> LIFTED = Set.of(Metric.AREA, Metric.APGR);

    private HtmlReport() {}

    public static String write(List<Findings> outcomes, List<IntentFindings> intents) {
        var sections = new StringBuilder();
        outcomes.forEach(findings -> sections.append(section(findings)));
        intents.forEach(findings -> sections.append(section(findings)));
        if (outcomes.isEmpty() && intents.isEmpty()) {
            sections.append("<p>No set was evaluated.</p>");
        } else {
            sections.append(glossary(outcomes, intents));
        }
        return page().replace(SECTIONS, sections);
    }

    private static String page() {
        try (var in = HtmlReport.class.getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException("class path: " + PAGE + " is missing");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(PAGE, e);
        }
    }

    private static String section(Findings findings) {
        var html = new StringBuilder(head(findings.set(), findings.queries(), findings.protocol(), findings.seed()));
        boolean drawn =
                findings.entries().stream().anyMatch(entry -> !entry.curve().isEmpty());
        html.append(drawn ? new Chart(findings).html() : "<p>No costs, so there is no deferral curve to draw.</p>");
        html.append(
                table("router", findings.entries().stream().map(HtmlReport::row).toList()));
        html.append(experts(findings));
        var notes = new ArrayList<>(findings.notes());
        findings.failures().forEach(failure -> notes.add(failure.router() + " failed: " + failure.message()));
        return html.append(notes(notes)).append("</section>").toString();
    }

    private static String section(IntentFindings findings) {
        var rows = findings.entries().stream()
                .map(entry -> new Row(entry.name(), false, entry.figures(), Map.of()))
                .toList();
        return head(findings.set(), findings.queries(), findings.protocol(), findings.seed())
                + table("classifier", rows) + notes(findings.notes()) + "</section>";
    }

    private static String head(String set, int queries, String protocol, long seed) {
        return "<section><h2>" + escape(set) + "</h2><p class=\"soft\">" + queries + " prompts judged; "
                + escape(protocol) + "; seed " + seed + "</p>";
    }

    private static Row row(Findings.Entry entry) {
        var readings = new TreeMap<Metric, Reading>();
        entry.figures().forEach((metric, figure) -> readings.put(metric, figure.reading()));
        var lifts = new TreeMap<Metric, Reading>();
        entry.figures()
                .forEach((metric, figure) -> figure.overZero()
                        .filter(lift -> LIFTED.contains(metric) && !entry.isReference())
                        .ifPresent(lift -> lifts.put(metric, lift)));
        return new Row(entry.name(), entry.isReference(), readings, lifts);
    }

    private static String table(String what, List<Row> rows) {
        var metrics = Arrays.stream(Metric.values())
                .filter(metric -> rows.stream().anyMatch(row -> row.readings().containsKey(metric)))
                .toList();
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th>")
                .append(what)
                .append("</th>");
        metrics.forEach(metric -> html.append("<th title=\"")
                .append(escape(metric.meaning()))
                .append("\">")
                .append(escape(metric.key()))
                .append("</th>"));
        html.append("</tr></thead><tbody>");
        for (var row : rows) {
            html.append(row.reference() ? "<tr class=\"reference\">" : "<tr>")
                    .append("<td>")
                    .append(escape(row.name()))
                    .append("</td>");
            metrics.forEach(metric -> html.append(cell(row, metric, rows)));
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String cell(Row row, Metric metric, List<Row> rows) {
        var reading = row.readings().get(metric);
        if (reading == null) {
            return "<td></td>";
        }
        boolean best = !row.reference()
                && !Double.isNaN(reading.value())
                && rows.stream().filter(other -> !other.reference()).count() > 1
                && rows.stream()
                        .filter(other -> !other.reference())
                        .noneMatch(other -> metric.better().prefers(other.value(metric), reading.value()));
        var interval = Double.isNaN(reading.low())
                ? ""
                : "<small>" + number(reading.low()) + " – " + number(reading.high()) + "</small>";
        var lift = row.lifts().get(metric);
        if (lift != null && !Double.isNaN(lift.low())) {
            interval += "<small>" + signed(lift.value()) + " over zero-router</small><small>" + signed(lift.low())
                    + " – " + signed(lift.high()) + "</small>";
        }
        return "<td" + (best ? " class=\"best\"" : "") + "><b>" + number(reading.value()) + "</b>" + interval + "</td>";
    }

    private static String signed(double value) {
        return (value >= 0 ? "+" : "−") + number(Math.abs(value));
    }

    private static String experts(Findings findings) {
        ToDoubleFunction<Findings.Single> quality = Findings.Single::quality;
        var rows = findings.singles().stream()
                .sorted(Comparator.comparingDouble(quality).reversed())
                .map(single -> "<tr><td>" + escape(single.expert()) + "</td><td>" + number(single.quality())
                        + "</td><td>" + number(single.usd() * 1000) + "</td></tr>")
                .collect(Collectors.joining());
        return "<details><summary>Single experts</summary><div class=\"scroll\"><table><thead><tr><th>expert</th>"
                + "<th>quality</th><th>USD per 1000</th></tr></thead><tbody>" + rows
                + "</tbody></table></div></details>";
    }

    private static String notes(List<String> notes) {
        return notes.stream()
                .map(note -> "<li>" + escape(note) + "</li>")
                .collect(Collectors.joining("", "<ul class=\"notes soft\">", "</ul>"));
    }

    private static String glossary(List<Findings> outcomes, List<IntentFindings> intents) {
        var html = new StringBuilder("<section><h2>What the columns say</h2><dl>");
        Arrays.stream(Metric.values())
                .filter(metric -> outcomes.stream()
                                .flatMap(findings -> findings.entries().stream())
                                .anyMatch(entry -> entry.figures().containsKey(metric))
                        || intents.stream()
                                .flatMap(findings -> findings.entries().stream())
                                .anyMatch(entry -> entry.figures().containsKey(metric)))
                .forEach(metric -> html.append("<dt>")
                        .append(escape(metric.key()))
                        .append("</dt><dd>")
                        .append(escape(metric.meaning()))
                        .append(metric.better() == Metric.Better.HIGH ? " (higher is better)" : " (lower is better)")
                        .append("</dd>"));
        return html.append(
                        "<dt>zero-router</dt><dd>mixes single experts at random, by the hull of their cost and quality;")
                .append(" a router below it is worthless</dd><dt>oracle</dt><dd>knows every score beforehand</dd></dl>")
                .append("</section>")
                .toString();
    }

    /** One line of a table. */
    private record Row(String name, boolean reference, Map<Metric, Reading> readings, Map<Metric, Reading> lifts) {
        double value(Metric metric) {
            var reading = readings.get(metric);
            return reading == null ? Double.NaN : reading.value();
        }
    }
}
