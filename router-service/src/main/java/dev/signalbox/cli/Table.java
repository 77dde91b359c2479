package dev.signalbox.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** A table of text: words to the left, columns of numbers to the right. */
final class Table {

    private static final Pattern NUMBER = Pattern.compile("[-+–]?[\\d.,]*( (%|ms))?");
    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> heads) {
        rows.add(List.copyOf(heads));
    }

    /** A row for each item of a list. */
    void rows(JsonNode list, Function<JsonNode, List<String>> cells) {
        list.valueStream().map(cells).forEach(this::row);
    }

    void row(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells, expected " + rows.getFirst().size());
        }
        rows.add(List.copyOf(cells));
    }

    /** For a terminal: columns two blanks apart. */
    String text() {
        return rows.stream()
                .map(row -> padded(row).collect(Collectors.joining("  ")).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    /** In Markdown, aligned so that it reads well as plain text too. */
    String markdown() {
        var lines = rows.stream()
                .map(row -> padded(row).collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(
                1,
                IntStream.range(0, columns())
                        .mapToObj(column ->
                                isNumeric(column) ? "-".repeat(width(column) - 1) + ":" : "-".repeat(width(column)))
                        .collect(Collectors.joining(" | ", "| ", " |")));
        return String.join("\n", lines);
    }

    private java.util.stream.Stream<String> padded(List<String> row) {
        return IntStream.range(0, columns()).mapToObj(column -> pad(row.get(column), column));
    }

    private String pad(String cell, int column) {
        var blanks = " ".repeat(width(column) - cell.length());
        return isNumeric(column) ? blanks + cell : cell + blanks;
    }

    private boolean isNumeric(int column) {
        return rows.stream()
                .skip(1)
                .allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }

    private int width(int column) {
        return Math.max(
                2, rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }

    private int columns() {
        return rows.getFirst().size();
    }
}
