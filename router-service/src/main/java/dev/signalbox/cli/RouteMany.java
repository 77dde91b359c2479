package dev.signalbox.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Many questions routed at once: read from a file, decided by the service, laid out for people. */
final class RouteMany {

    private static final int SHOWN = 48;

    @Option(names = "--batch", paramLabel = "FILE", description = "Route the questions of FILE, one on each line.")
    private @Nullable Path file;

    @Option(
            names = "--gate",
            paramLabel = "GATE",
            description = "Decide them together by a batch gate: NAME, NAME=VALUE such as budget=0.01, or JSON.")
    private @Nullable String gate;

    @Option(
            names = "--capacity",
            paramLabel = "EXPERT=N",
            description = "With --gate: most questions for an expert. Repeatable.")
    private Map<String, Integer> capacity = new HashMap<>();

    boolean isWanted() {
        return file != null;
    }

    /** @param request of a question, as every other is asked */
    Asked read(Function<String, ObjectNode> request) {
        var questions = questions();
        var body = Api.JSON.createObjectNode();
        var requests = body.putArray("requests");
        questions.forEach(question -> requests.add(request.apply(question)));
        if (gate != null) {
            var batch = body.putObject("batch");
            batch.set("gate", gate(gate));
            var room = batch.putObject("capacity");
            capacity.forEach(room::put);
        } else if (!capacity.isEmpty()) {
            throw VerbException.failed("--capacity: it needs --gate, such as --gate rectify");
        }
        return new Asked(questions, body);
    }

    private List<String> questions() {
        try {
            var questions = Files.readAllLines(requireNonNull(file)).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (questions.isEmpty()) {
                throw VerbException.failed("--batch: " + file + " holds no question, expected one on each line");
            }
            return questions;
        } catch (IOException e) {
            throw VerbException.failed("--batch: cannot read " + file + ": " + e.getMessage());
        }
    }

    private static JsonNode gate(String text) {
        try {
            int equals = text.indexOf('=');
            if (text.startsWith("{")) {
                return Api.JSON.readTree(text);
            }
            return equals < 0
                    ? Api.JSON.getNodeFactory().stringNode(text)
                    : Api.JSON
                            .createObjectNode()
                            .set(text.substring(0, equals), Api.JSON.readTree(text.substring(equals + 1)));
        } catch (JacksonException e) {
            throw VerbException.failed("--gate: " + text + ", expected NAME, NAME=VALUE or JSON");
        }
    }

    /**
     * @param questions as they stand in the file
     * @param body of the request to the service
     */
    record Asked(List<String> questions, ObjectNode body) {

        void print(JsonNode reply, Terminal terminal) {
            var table = new Table(List.of("question", "expert", "quality", "cost USD"));
            var refused = new ArrayList<String>();
            for (int i = 0; i < questions.size(); i++) {
                var decision = reply.path("data").path(i);
                var expert = decision.path("expert").asString("");
                table.row(List.of(
                        shown(questions.get(i)),
                        expert.isEmpty() ? "nobody" : expert,
                        expected(decision, expert, "quality", value -> String.format(Locale.ROOT, "%.3f", value)),
                        expected(decision, expert, "cost_usd", Taken::money)));
                if (expert.isEmpty()) {
                    refused.add(shown(questions.get(i)) + ": "
                            + decision.path("refusal").path("message").asString(""));
                }
            }
            terminal.line(table.text());
            refused.forEach(terminal::line);
            terminal.line(summary(reply));
        }

        private static String shown(String question) {
            return question.length() <= SHOWN ? question : question.substring(0, SHOWN - 1) + "…";
        }

        private static String expected(JsonNode decision, String expert, String field, DoubleFunction<String> format) {
            return decision.path("candidates")
                    .valueStream()
                    .filter(candidate -> candidate.path("expert").asString("").equals(expert))
                    .findFirst()
                    .map(candidate -> format.apply(candidate.path(field).asDouble()))
                    .orElse("");
        }

        private static String summary(JsonNode reply) {
            var sum = reply.path("summary");
            var load = sum.path("load")
                    .propertyStream()
                    .map(entry -> entry.getKey() + " " + entry.getValue().asInt())
                    .collect(Collectors.joining(", "));
            return String.format(
                    Locale.ROOT,
                    "— %s · %d of %d served · mean quality %.3f · cost $%s · %s",
                    reply.path("gate").asString("each alone"),
                    sum.path("served").asInt(),
                    sum.path("queries").asInt(),
                    sum.path("mean_quality").asDouble(),
                    Taken.money(sum.path("cost_usd").asDouble()),
                    load);
        }
    }
}
