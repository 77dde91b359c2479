package dev.signalbox.cli.evaluation;

import dev.signalbox.evaluate.BadOutcomesException;
import dev.signalbox.evaluate.OutcomeFile;
import dev.signalbox.evaluate.OutcomeRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of an outcome file that count.
 *
 * @param name the file's, without its endings
 * @param rows contaminated ones left out, unless they were asked for
 * @param dropped how many were left out
 * @param prompts of the whole file, which the embedding cache goes by
 */
public record OutcomeSource(String name, List<OutcomeRow> rows, int dropped, List<String> prompts) {

    public OutcomeSource {
        rows = List.copyOf(rows);
        prompts = List.copyOf(prompts);
    }

    public static OutcomeSource read(Path file, boolean keepContaminated) {
        var all = OutcomeFile.read(file);
        var kept = keepContaminated
                ? all
                : all.stream().filter(row -> !row.contaminated()).toList();
        if (kept.isEmpty()) {
            throw new BadOutcomesException(file + ": all " + all.size()
                    + " rows are contaminated, expected some that are not; --keep-contaminated keeps them");
        }
        return new OutcomeSource(
                name(file),
                kept,
                all.size() - kept.size(),
                all.stream().map(OutcomeRow::prompt).toList());
    }

    /** Prompts with a label and without any score: a set of intents. */
    public boolean intents() {
        return rows.stream().allMatch(row -> row.scores().isEmpty())
                && rows.stream().anyMatch(row -> !row.label().isEmpty());
    }

    public Optional<String> note() {
        return dropped == 0
                ? Optional.empty()
                : Optional.of(dropped + " rows of " + name + " are marked contaminated and were left out"
                        + " (--keep-contaminated keeps them).");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("(\\.jsonl?)?(\\.gz)?$", "");
    }
}
