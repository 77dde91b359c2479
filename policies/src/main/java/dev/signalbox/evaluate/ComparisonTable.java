package dev.signalbox.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A comparison as plain text, for a terminal. */
public final class ComparisonTable {

    private static final List<String> HEAD = List.of("", "right", "USD/1000", "ms");

    private ComparisonTable() {}

    /** Experts best first, then chance, the policy and the oracle; under them the lead and the zero router. */
    public static String render(Comparison comparison) {
        var domains = List.copyOf(comparison.policy().domains().keySet());
        var lines = new ArrayList<List<String>>();
        lines.add(Stream.concat(HEAD.stream(), domains.stream()).toList());
        var rows = Stream.concat(
                comparison.experts().stream(),
                Stream.of(comparison.random(), comparison.policy(), comparison.oracle()));
        rows.forEach(row -> lines.add(cells(row, domains)));
        var lead = comparison.lead();
        return align(lines)
                + String.format(
                        Locale.ROOT,
                        "policy over the best single expert: %+.3f (95 %% interval %+.3f to %+.3f)%n"
                                + "zero router at the policy's cost: %.3f%n",
                        lead.mean(),
                        lead.low(),
                        lead.high(),
                        comparison.zeroRouter());
    }

    private static List<String> cells(Comparison.Row row, List<String> domains) {
        var cells = new ArrayList<String>();
        cells.add(row.name());
        cells.add(String.format(Locale.ROOT, "%.3f", row.quality()));
        cells.add(String.format(Locale.ROOT, "%.4f", row.microUsd() / 1000));
        cells.add(String.format(Locale.ROOT, "%.0f", row.latency().toNanos() / 1e6));
        for (var domain : domains) {
            cells.add(String.format(Locale.ROOT, "%.3f", row.domains().getOrDefault(domain, 0.0)));
        }
        return cells;
    }

    private static String align(List<List<String>> lines) {
        var widths = new int[lines.getFirst().size()];
        for (var line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (var line : lines) {
            var row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                var format = i == 0 ? "%-" + (widths[i] + 1) + "s" : " %" + (widths[i] + 1) + "s";
                row.append(String.format(Locale.ROOT, format, line.get(i)));
            }
            text.append(row.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
