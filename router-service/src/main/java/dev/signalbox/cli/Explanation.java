package dev.signalbox.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A decision of {@code POST /v1/route}, laid out for people. */
final class Explanation {

    private final JsonNode decision;

    Explanation(JsonNode decision) {
        this.decision = decision;
    }

    /** What was expected of {@code expert}; empty when it was no candidate. */
    static OptionalDouble quality(JsonNode decision, String expert) {
        return decision.path("candidates")
                .valueStream()
                .filter(candidate -> candidate.path("expert").asString("").equals(expert))
                .mapToDouble(candidate -> candidate.path("quality").asDouble())
                .findFirst();
    }

    void print(Terminal terminal) {
        terminal.line("policy " + decision.path("policy").asString("?") + " → " + plan());
        if (decision.path("retrieve").isBoolean()) {
            terminal.line(
                    decision.path("retrieve").asBoolean()
                            ? "the gate wants the vector store consulted before anybody is asked"
                            : "the gate sees no need to consult the vector store");
        }
        var table = new Table(List.of("candidate", "quality", "±", "cost USD", "latency", "utility"));
        decision.path("candidates").valueStream().map(Explanation::row).forEach(table::row);
        terminal.line(table.text());
        decision.path("denied").valueStream().map(Explanation::denial).forEach(terminal::line);
        if (decision.path("unscored").asInt(0) > 0) {
            terminal.line(decision.path("unscored").asInt() + " more experts were not scored: these promise most");
        }
        var reasons = ReasonLines.of(decision);
        if (!reasons.isEmpty()) {
            terminal.line("why:");
            reasons.forEach(reason -> terminal.line("  " + reason));
        }
        decision.at("/advice/opinions")
                .valueStream()
                .flatMap(Explanation::opinion)
                .forEach(terminal::line);
        if (decision.at("/advice/stood_in").isString()) {
            terminal.line("nobody has a say: scored by "
                    + decision.at("/advice/stood_in").asString());
        }
        decision.path("flips").valueStream().map(Explanation::flip).forEach(terminal::line);
    }

    private String plan() {
        if (decision.path("refusal").isObject()) {
            return "nobody: " + decision.path("refusal").path("message").asString("");
        }
        var fallback = decision.path("fallback")
                .valueStream()
                .map(expert -> expert.asString(""))
                .collect(Collectors.joining(", "));
        var mix = decision.path("mix").valueStream().map(Explanation::share).collect(Collectors.joining(" + "));
        var first = mix.isEmpty() ? decision.path("expert").asString("?") : mix + ", mixed";
        return first + (fallback.isEmpty() ? "" : ", if it fails " + fallback);
    }

    private static String share(JsonNode share) {
        return String.format(
                Locale.ROOT,
                "%s %.2f",
                share.path("expert").asString("?"),
                share.path("weight").asDouble());
    }

    private static List<String> row(JsonNode candidate) {
        var cells = new ArrayList<String>();
        cells.add(candidate.path("expert").asString("?"));
        cells.add(number("%.3f", candidate.path("quality")));
        cells.add(number("%.3f", candidate.path("uncertainty")));
        cells.add(Taken.money(candidate.path("cost_usd").asDouble()));
        cells.add(number("%.0f ms", candidate.path("latency_ms")));
        cells.add(number("%.4f", candidate.path("utility")));
        return cells;
    }

    /** What an expert that was asked said, its reasons on lines of their own. */
    private static Stream<String> opinion(JsonNode opinion) {
        var who = opinion.path("expert").asString("?");
        var fault = opinion.path("fault").asString("");
        if (!fault.isEmpty()) {
            return Stream.of(who + " has no say: " + fault);
        }
        var ratings = opinion.path("ratings").properties().stream()
                .map(rating -> rating.getKey() + number(" %.2f", rating.getValue()))
                .collect(Collectors.joining(", "));
        var reasons = opinion.path("reasons").asString("").lines().map(line -> "  " + line);
        return Stream.concat(Stream.of("asked " + who + ": " + ratings), reasons);
    }

    private static String denial(JsonNode denial) {
        return "denied " + denial.path("expert").asString("?") + " by "
                + denial.path("rule").asString("?") + ": "
                + denial.path("reason").asString("");
    }

    private static String flip(JsonNode flip) {
        boolean rises = flip.has("at_least");
        double bound = flip.path(rises ? "at_least" : "at_most").asDouble();
        return String.format(
                Locale.ROOT,
                "with %s at %s %s (now %s) this goes to %s",
                flip.path("weight").asString("?"),
                rises ? "least" : "most",
                rounded(bound),
                rounded(flip.path("now").asDouble()),
                flip.path("expert").asString("?"));
    }

    /** To four digits, plainly. */
    private static String rounded(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String number(String format, JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : "";
    }
}
