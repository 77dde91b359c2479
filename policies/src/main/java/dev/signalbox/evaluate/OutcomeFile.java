package dev.signalbox.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Outcomes as JSON lines, gzipped or plain: {@code {"id", "prompt", "domain", "scores": {expert: 0..1}, "costs":
 * {expert: USD}, "split", "label", "oos", "contaminated"}}. All but {@code id} and {@code prompt} may be missing or null,
 * other fields are ignored. Errors name file, line and field.
 */
public final class OutcomeFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int GZIP = 0x1f8b;
    private static final double MICRO = 1e6;

    private final Path file;

    private OutcomeFile(Path file) {
        this.file = file;
    }

    /** @throws BadOutcomesException when the file cannot be read, a line is wrong, an id comes twice, or there is no row */
    public static List<OutcomeRow> read(Path file) {
        return new OutcomeFile(file).rows();
    }

    private List<OutcomeRow> rows() {
        var rows = new ArrayList<OutcomeRow>();
        var lines = new HashMap<String, Integer>();
        int number = 0;
        var strict = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        try (var in = open();
                var reader = new BufferedReader(new InputStreamReader(in, strict))) {
            for (String line; (line = reader.readLine()) != null; ) {
                number++;
                if (!line.isBlank()) {
                    var row = row(line, number);
                    var first = lines.putIfAbsent(row.id(), number);
                    if (first != null) {
                        throw wrong(
                                number,
                                "id: \"" + row.id() + "\" stands in line " + first + " too, expected unique ids");
                    }
                    rows.add(row);
                }
            }
        } catch (EOFException | ZipException e) {
            throw new BadOutcomesException(
                    file + ": the gzip stream breaks off or is damaged after line " + number
                            + ", expected a whole file",
                    e);
        } catch (CharacterCodingException e) {
            throw new BadOutcomesException(file + ": not UTF-8 soon after line " + number + ", expected UTF-8 text", e);
        } catch (NoSuchFileException e) {
            throw new BadOutcomesException(file + ": no such file, expected JSON lines, plain or gzipped", e);
        } catch (IOException e) {
            throw new BadOutcomesException(file + ": not readable (" + e.getMessage() + "), expected JSON lines", e);
        }
        if (rows.isEmpty()) {
            throw new BadOutcomesException(file + ": no rows, expected JSON lines with id, prompt and scores");
        }
        return rows;
    }

    /** By content, not by name: a file may have lost its ending. */
    private InputStream open() throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(2);
            int magic = in.read() << 8 | in.read();
            in.reset();
            return magic == GZIP ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private OutcomeRow row(String line, int number) {
        try {
            var node = JSON.readTree(line);
            if (!node.isObject()) {
                throw new BadOutcomesException("a " + node.getNodeType() + ", expected a JSON object");
            }
            return new OutcomeRow(
                    text(node, "id", true),
                    text(node, "prompt", true),
                    text(node, "domain", false),
                    text(node, "label", false),
                    text(node, "split", false),
                    truth(node, "oos"),
                    truth(node, "contaminated"),
                    numbers(node, "scores", 1),
                    numbers(node, "costs", MICRO));
        } catch (JacksonException e) {
            throw wrong(
                    number,
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (BadOutcomesException e) {
            throw wrong(number, e.getMessage());
        }
    }

    private BadOutcomesException wrong(int line, String what) {
        return new BadOutcomesException(file + ":" + line + ": " + what);
    }

    private static String text(JsonNode node, String field, boolean required) {
        var value = node.path(field);
        if (value.isString()) {
            return value.stringValue();
        }
        if (!required && (value.isMissingNode() || value.isNull())) {
            return "";
        }
        throw new BadOutcomesException(
                field + ": " + (value.isMissingNode() ? "missing" : cut(value.toString())) + ", expected text");
    }

    private static boolean truth(JsonNode node, String field) {
        var value = node.path(field);
        if (value.isBoolean() || value.isMissingNode() || value.isNull()) {
            return value.asBoolean(false);
        }
        throw new BadOutcomesException(field + ": " + cut(value.toString()) + ", expected true or false");
    }

    /** Null stands for an expert that was not asked. */
    private static Map<String, Double> numbers(JsonNode node, String field, double scale) {
        var object = node.path(field);
        if (object.isMissingNode() || object.isNull()) {
            return Map.of();
        }
        if (!object.isObject()) {
            throw new BadOutcomesException(field + ": " + cut(object.toString()) + ", expected numbers by expert");
        }
        var numbers = new LinkedHashMap<String, Double>();
        for (var entry : object.properties()) {
            var value = entry.getValue();
            if (!value.isNull()) {
                if (!value.isNumber()) {
                    throw new BadOutcomesException(
                            field + "." + entry.getKey() + ": " + cut(value.toString()) + ", expected a number");
                }
                numbers.put(entry.getKey(), value.doubleValue() * scale);
            }
        }
        return numbers;
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
