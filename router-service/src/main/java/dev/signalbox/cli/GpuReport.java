package dev.signalbox.cli;

import dev.signalbox.cli.bench.GpuBench.Row;
import dev.signalbox.moe.plan.Bytes;
import java.util.List;
import java.util.Locale;

/** The figures of {@code bench moe --gpu}, laid out. */
final class GpuReport {

    private GpuReport() {}

    /** @param model what was served, in words */
    static String markdown(String model, List<Row> rows) {
        if (rows.isEmpty()) {
            return "No GPU: this llama.cpp library finds none; signalbox.local.library names one built for it.";
        }
        var table = new Table(
                List.of("placement", "prompt tokens/s", "reply tokens/s", "4 at once", "GPU memory planned", "taken"));
        rows.stream().filter(row -> row.refusal().isEmpty()).forEach(row -> table.row(cells(row)));
        var refused = rows.stream()
                .filter(row -> !row.refusal().isEmpty())
                .map(row -> "\n\n" + row.placement() + ": " + row.refusal())
                .toList();
        return "Placements, " + model + "\n\n" + table.markdown() + String.join("", refused);
    }

    private static List<String> cells(Row row) {
        return List.of(
                row.placement(),
                number(row.promptPerSecond()),
                number(row.replyPerSecond()),
                number(row.repliesPerSecond()),
                Bytes.text(row.predictedBytes()),
                Bytes.text(row.actualBytes()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
