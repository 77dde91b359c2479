package dev.signalbox.cli;

import dev.signalbox.moe.gate.GateFigures;
import dev.signalbox.moe.gate.TraceHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a model's gating networks do, laid out. */
record GateReport(TraceHeader header, GateFigures figures) {

    String text() {
        var parts = new ArrayList<String>();
        parts.add(header.model() + ": " + figures.layers().size() + " layers of " + figures.experts() + " experts; "
                + figures.promptTokens() + " tokens read, " + figures.replyTokens() + " written");
        parts.add(layers());
        parts.add("Share of choices that a cache of so many experts covers, best per segment of "
                + figures.segmentTokens() + " tokens (in brackets: one cache for all)");
        parts.add(caches());
        parts.add("Standing committees by domain: experts that are given half of the mass");
        parts.add(committees(figures.domains()));
        if (figures.languages().size() > 1) {
            parts.add("By language");
            parts.add(committees(figures.languages()));
        }
        if (!figures.overlaps().isEmpty()) {
            parts.add("How alike domains are: overlap of committees, divergence of choices");
            parts.add(overlaps());
        }
        parts.add("Along the reply: divergence from its first tokens");
        parts.add(drift());
        return String.join("\n\n", parts);
    }

    private String layers() {
        var table = new Table(List.of(
                "layer", "tokens", "entropy", "spread", "max/mean", "variation", "dead", "by token", "routing best"));
        for (var layer : figures.layers()) {
            table.row(List.of(
                    Integer.toString(layer.layer()),
                    Long.toString(layer.tokens()),
                    number(layer.entropy()),
                    number(layer.spread()),
                    number(layer.balance().maxOverMean()),
                    number(layer.balance().variation()),
                    number(layer.balance().dead()),
                    header.tokens() ? number(layer.tokenExplained()) : "–",
                    number(layer.local().routingBest())));
        }
        return table.text();
    }

    private String caches() {
        var heads = new ArrayList<>(List.of("layer", "segments"));
        var sizes = sizes();
        sizes.forEach(size -> heads.add(Integer.toString(size)));
        var table = new Table(heads);
        for (var layer : figures.layers()) {
            var cells = new ArrayList<>(List.of(
                    Integer.toString(layer.layer()), Long.toString(layer.local().segments())));
            sizes.forEach(size -> cells.add(number(layer.local().cacheBest().get(size - 1)) + " ("
                    + number(layer.local().staticCache().get(size - 1)) + ")"));
            table.row(cells);
        }
        return table.text();
    }

    /** 1, 2, 4 and so on, below the number of experts. */
    private List<Integer> sizes() {
        var sizes = new ArrayList<Integer>();
        for (int size = 1; size < figures.experts(); size *= 2) {
            sizes.add(size);
        }
        return sizes;
    }

    private String committees(Map<String, GateFigures.Group> groups) {
        var heads = new ArrayList<>(List.of("", "tokens"));
        figures.layers().forEach(layer -> heads.add("layer " + layer.layer()));
        var table = new Table(heads);
        groups.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(group -> {
            var cells = new ArrayList<>(List.of(
                    group.getKey().isEmpty() ? "(none)" : group.getKey(),
                    Long.toString(group.getValue().tokens())));
            group.getValue()
                    .committees()
                    .forEach(committee -> cells.add(
                            committee.experts().stream().map(String::valueOf).collect(Collectors.joining(" ")) + " : "
                                    + number(committee.share())));
            table.row(cells);
        });
        return table.text();
    }

    private String overlaps() {
        var table = new Table(List.of("domain", "other", "overlap", "divergence"));
        figures.overlaps()
                .forEach(each -> table.row(
                        List.of(each.domain(), each.other(), number(each.jaccard()), number(each.divergence()))));
        return table.text();
    }

    private String drift() {
        var table = new Table(List.of("from token", "choices per layer", "divergence"));
        figures.drift()
                .forEach(each -> table.row(List.of(
                        Integer.toString(each.start()), Long.toString(each.choices()), number(each.fromFirst()))));
        return table.text();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
