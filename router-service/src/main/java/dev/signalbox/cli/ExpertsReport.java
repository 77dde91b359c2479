package dev.signalbox.cli;

import dev.signalbox.cli.bench.ExpertsBench.Count;
import dev.signalbox.cli.bench.ExpertsBench.Item;
import dev.signalbox.cli.bench.ExpertsBench.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The figures of {@code bench experts}, laid out. */
final class ExpertsReport {

    private static final String ROUTED = "auto";
    private final List<Result> results;

    ExpertsReport(List<Result> results) {
        this.results = List.copyOf(results);
    }

    String markdown() {
        var domains = List.copyOf(results.getFirst().domains().keySet());
        var heads = new ArrayList<>(List.of("model", "all"));
        heads.addAll(domains);
        heads.addAll(List.of("questions", "mean cost, USD"));
        var table = new Table(heads);
        results.forEach(result -> table.row(row(result, domains)));
        if (singles().size() > 1) {
            table.row(randomMix(domains));
        }
        return table.markdown();
    }

    private static List<String> row(Result result, List<String> domains) {
        var cells = new ArrayList<>(List.of(result.model(), share(result.all().share())));
        domains.forEach(domain -> cells.add(share(count(result, domain).share())));
        cells.add(Integer.toString(result.all().asked()));
        cells.add(Taken.money(result.meanUsd()));
        return cells;
    }

    /** Each question to an expert drawn evenly: its expectation is the plain mean. */
    private List<String> randomMix(List<String> domains) {
        var cells = new ArrayList<>(
                List.of("random mix", share(mean(result -> result.all().share()))));
        domains.forEach(domain ->
                cells.add(share(mean(result -> count(result, domain).share()))));
        cells.add("");
        cells.add(Taken.money(mean(Result::meanUsd)));
        return cells;
    }

    /** Who answered when a policy chose. */
    List<String> routes() {
        return results.stream()
                .filter(result -> isPolicy(result.model()))
                .map(result -> result.model() + " asked "
                        + result.experts().entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue() + " times")
                                .collect(Collectors.joining(", "))
                        + ".")
                .toList();
    }

    ObjectNode json() {
        var root = Api.JSON.createObjectNode();
        var rows = root.putArray("models");
        for (var result : results) {
            var row = rows.addObject()
                    .put("model", result.model())
                    .put("questions", result.all().asked())
                    .put("exact_match", result.all().share())
                    .put("mean_cost_usd", result.meanUsd());
            var domains = row.putObject("domains");
            result.domains().forEach((domain, count) -> domains.put(domain, count.share()));
            var experts = row.putObject("experts");
            result.experts().forEach(experts::put);
        }
        return root;
    }

    /** A line for each question, by every expert that was asked it; policies choose among these and are none of them. */
    List<String> outcomes(List<Item> items) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var line = Api.JSON
                    .createObjectNode()
                    .put("id", Integer.toString(i))
                    .put("prompt", item.question())
                    .put("domain", item.domain())
                    .put("split", item.split());
            var scores = line.putObject("scores");
            var costs = line.putObject("costs");
            for (var result : singles()) {
                var mark = result.marks().get(i);
                scores.put(result.model(), mark.right() ? 1 : 0);
                costs.put(result.model(), mark.usd());
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private List<Result> singles() {
        return results.stream().filter(result -> !isPolicy(result.model())).toList();
    }

    private double mean(java.util.function.ToDoubleFunction<Result> value) {
        return singles().stream().mapToDouble(value).average().orElse(0);
    }

    private static boolean isPolicy(String model) {
        return model.equals(ROUTED) || model.startsWith("policy/");
    }

    private static Count count(Result result, String domain) {
        return result.domains().getOrDefault(domain, new Count(0, 0));
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }
}
