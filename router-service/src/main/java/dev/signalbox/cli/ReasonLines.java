package dev.signalbox.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What moved a decision, in a few lines for people: always the expert that was chosen, beside the one next to it. */
final class ReasonLines {

    private static final int MOST_DOMAINS = 3;
    private static final int MOST_TERMS = 5;
    private static final double HARDLY = 0.005;
    private static final String INDENT = "  ";

    private final List<String> experts;
    private final List<String> lines = new ArrayList<>();

    private ReasonLines(List<String> experts) {
        this.experts = experts;
    }

    /** @param decision as {@code POST /v1/route} tells it; one of nobody, or without reasons, has no lines */
    static List<String> of(JsonNode decision) {
        var chosen = decision.path("expert").asString("");
        var experts = new ArrayList<String>();
        decision.path("candidates")
                .valueStream()
                .filter(candidate -> name(candidate, "expert").equals(chosen))
                .forEach(_ -> experts.add(chosen));
        decision.path("candidates")
                .valueStream()
                .filter(candidate -> !name(candidate, "expert").equals(chosen))
                .max(Comparator.comparingDouble(
                        candidate -> candidate.path("utility").asDouble(Double.NEGATIVE_INFINITY)))
                .ifPresent(next -> experts.add(name(next, "expert")));
        var lines = new ReasonLines(experts);
        if (!experts.isEmpty()) {
            lines.add(decision.path("reasons"), decision.path("candidates"), "");
        }
        return lines.lines;
    }

    private void add(JsonNode reasons, JsonNode predicted, String indent) {
        reasons.forEach(reason -> {
            switch (name(reason, "kind")) {
                case "declared" -> line(indent, "by what cards declare: " + told(reason.path("quality")));
                case "neighbourhood" -> neighbourhood(reason, indent);
                case "cluster" -> cluster(reason, indent);
                case "domains" -> domains(reason, indent);
                case "sum" -> sum(reason, indent);
                case "without" -> without(reason, predicted, indent);
                case "mixed" -> mixed(reason, indent);
                default -> line(indent, reason.toString());
            }
        });
    }

    private void neighbourhood(JsonNode reason, String indent) {
        var nearest = reason.path("nearest");
        var counts = new HashMap<String, Integer>();
        nearest.forEach(one -> counts.merge(name(one, "domain"), 1, Integer::sum));
        counts.remove("");
        var most = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        var subject = most.map(entry -> entry.getValue() + " of the " + nearest.size() + " nearest questions are "
                        + entry.getKey() + "; ")
                .orElse("");
        line(indent, subject + rights(nearest));
        line(
                indent,
                "over all " + reason.path("questions").asInt() + " that were compared: " + told(reason.path("grades")));
    }

    /** Grades are shares of a right answer, so they add up to how often an expert was right. */
    private String rights(JsonNode nearest) {
        var told = new ArrayList<String>();
        for (var expert : experts) {
            var grades = nearest.valueStream()
                    .map(one -> one.path("grades").path(expert))
                    .filter(JsonNode::isNumber)
                    .mapToDouble(JsonNode::asDouble)
                    .summaryStatistics();
            if (grades.getCount() > 0) {
                told.add(String.format(
                        Locale.ROOT, "%s was right on %s of %d", expert, digits(grades.getSum()), grades.getCount()));
            }
        }
        return told.isEmpty() ? "nobody was asked the nearest questions" : String.join(", ", told);
    }

    private void cluster(JsonNode reason, String indent) {
        line(
                indent,
                String.format(
                        Locale.ROOT,
                        "cluster %d of %d, %d questions: %s",
                        reason.path("cluster").asInt() + 1,
                        reason.path("clusters").asInt(),
                        reason.path("questions").asInt(),
                        told(reason.path("grades"))));
    }

    private void domains(JsonNode reason, String indent) {
        reason.path("domains")
                .valueStream()
                .limit(MOST_DOMAINS)
                .forEach(domain -> line(
                        indent,
                        String.format(
                                Locale.ROOT,
                                "%.0f %% %s: %s",
                                100 * domain.path("probability").asDouble(),
                                name(domain, "domain").isEmpty() ? "of no domain" : name(domain, "domain"),
                                told(domain.path("grades")))));
    }

    /** Of an expert that nothing was learned about there is no sum; beside such a one the other's is told alone. */
    private void sum(JsonNode reason, String indent) {
        var known = experts.stream()
                .filter(expert -> reason.path("base").path(expert).isNumber())
                .toList();
        if (!known.isEmpty()) {
            line(indent, new ReasonLines(known).points(reason));
        }
    }

    private String points(JsonNode reason) {
        var terms = new ArrayList<JsonNode>();
        reason.path("terms").forEach(terms::add);
        terms.sort(Comparator.comparingDouble(term -> -Math.abs(lead(term.path("points")))));
        var told = terms.stream()
                .filter(term -> Math.abs(lead(term.path("points"))) >= HARDLY)
                .limit(MOST_TERMS)
                .map(term -> name(term, "feature") + " " + signed(lead(term.path("points"))))
                .toList();
        var what = experts.size() < 2 ? " to " + experts.getFirst() : " to the lead over " + experts.getLast();
        return "a typical question gives " + signed(lead(reason.path("base"))) + what + ", "
                + (told.isEmpty() ? "nothing in this one matters much" : "this one " + String.join(", ", told));
    }

    private void without(JsonNode reason, JsonNode predicted, String indent) {
        var features = switch (name(reason, "features")) {
            case "embedding" -> "its subject (embedding)";
            case "form" -> "its form (signals)";
            case "words" -> "its words (terms)";
            default -> name(reason, "features");
        };
        if (experts.size() < 2) {
            line(indent, "without " + features + ": " + told(reason.path("quality")));
            return;
        }
        line(
                indent,
                String.format(
                        Locale.ROOT,
                        "without %s the lead over %s would be %s, not %s",
                        features,
                        experts.getLast(),
                        signed(lead(reason.path("quality"))),
                        signed(lead(predicted))));
    }

    private void mixed(JsonNode reason, String indent) {
        for (var part : reason.path("parts")) {
            if (part.path("weight").asDouble() < HARDLY) {
                continue;
            }
            line(
                    indent,
                    String.format(
                            Locale.ROOT,
                            "%s counts %.2f: %s",
                            name(part, "scorer"),
                            part.path("weight").asDouble(),
                            told(part.path("quality"))));
            add(part.path("reasons"), part.path("quality"), indent + INDENT);
        }
    }

    private void line(String indent, String text) {
        lines.add(indent + text);
    }

    /** Of the two experts. */
    private String told(JsonNode byExpert) {
        var told = experts.stream()
                .filter(expert -> byExpert.path(expert).isNumber())
                .map(expert -> String.format(
                        Locale.ROOT, "%s %.2f", expert, byExpert.path(expert).asDouble()))
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? "nothing of these experts" : told;
    }

    /** Of the chosen over the next; of the only one, its own. */
    private double lead(JsonNode byExpert) {
        double own = number(byExpert, experts.getFirst());
        return experts.size() < 2 ? own : own - number(byExpert, experts.getLast());
    }

    /** From a map by expert, or from a list of candidates. */
    private static double number(JsonNode byExpert, String expert) {
        if (byExpert.isArray()) {
            return byExpert.valueStream()
                    .filter(candidate -> name(candidate, "expert").equals(expert))
                    .mapToDouble(candidate -> candidate.path("quality").asDouble())
                    .findFirst()
                    .orElse(0);
        }
        return byExpert.path(expert).asDouble(0);
    }

    private static String digits(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", value);
    }

    private static String name(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
