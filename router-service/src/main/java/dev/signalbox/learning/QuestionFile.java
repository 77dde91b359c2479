package dev.signalbox.learning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Labelled questions as JSON lines: {@code {"id", "prompt", "answer", "domain", "split": "train" | "test"}}; {@code
 * domain} may be missing, other fields are ignored. Errors name the line and the field.
 */
public final class QuestionFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private QuestionFile() {}

    /** @throws IllegalArgumentException when a line is not a question, an id comes twice, or a split is empty */
    public static List<Question> read(InputStream in) throws IOException {
        var questions = new ArrayList<Question>();
        var ids = new HashSet<String>();
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line; (line = lines.readLine()) != null; ) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                var question = parse(line, number);
                if (!ids.add(question.id())) {
                    throw new IllegalArgumentException(
                            "line " + number + ": id: \"" + question.id() + "\" comes twice, expected unique ids");
                }
                questions.add(question);
            }
        }
        for (var split : Question.Split.values()) {
            if (questions.stream().noneMatch(question -> question.split() == split)) {
                throw new IllegalArgumentException(
                        "questions: none with split \"" + split.name().toLowerCase(Locale.ROOT)
                                + "\", expected some to learn from and some to judge by");
            }
        }
        return questions;
    }

    private static Question parse(String line, int number) {
        try {
            var node = JSON.readTree(line);
            return new Question(
                    text(node, "id"),
                    text(node, "prompt"),
                    text(node, "answer"),
                    node.hasNonNull("domain") ? text(node, "domain") : "",
                    split(text(node, "split")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("line " + number + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode node, String field) {
        var value = node.path(field);
        if (!value.isString()) {
            throw new IllegalArgumentException(
                    field + ": " + (value.isMissingNode() ? "missing" : value.toString()) + ", expected a string");
        }
        return value.stringValue();
    }

    private static Question.Split split(String name) {
        return switch (name) {
            case "train" -> Question.Split.TRAIN;
            case "test" -> Question.Split.TEST;
            default -> throw new IllegalArgumentException("split: \"" + name + "\", expected train or test");
        };
    }
}
