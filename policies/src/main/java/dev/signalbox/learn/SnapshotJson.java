package dev.signalbox.learn;

import java.io.OutputStream;
import java.io.StringWriter;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of a snapshot; a matrix is base64 of its {@link MatrixBytes}.
 *
 * <p>Format 2 deflates them, format 1 did not; both are read. A snapshot's id is the hash of its content in format 1
 * whichever it is stored in, so that no id depends on how well some library deflates. Labels are written where there are
 * any, so those of earlier versions, which had none, keep their ids.
 */
final class SnapshotJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int PLAIN = 1;
    private static final int DEFLATED = 2;

    private SnapshotJson() {}

    static String write(Snapshot snapshot) {
        var text = new StringWriter();
        try (var json = MAPPER.createGenerator(text)) {
            json.writeStartObject();
            content(snapshot, DEFLATED, MatrixBytes::deflated, json);
            json.writeStringProperty("id", snapshot.id());
            json.writeEndObject();
        }
        return text.toString();
    }

    static String digest(Snapshot snapshot) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            var out = new DigestOutputStream(OutputStream.nullOutputStream(), hash);
            try (var json = MAPPER.createGenerator(out)) {
                json.writeStartObject();
                content(snapshot, PLAIN, MatrixBytes::plain, json);
                json.writeEndObject();
            }
            return HexFormat.of().formatHex(hash.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void content(Snapshot snapshot, int format, Function<Matrix, byte[]> bytes, JsonGenerator json) {
        var origin = snapshot.origin();
        json.writeNumberProperty("format", format);
        json.writeStringProperty("scorer", origin.scorer());
        json.writeStringProperty("space", origin.space());
        json.writeNumberProperty("dimension", origin.dimension());
        json.writeStringProperty("fitted-at", origin.fittedAt().toString());
        json.writeNumberProperty("observations", origin.observations());
        json.writeArrayPropertyStart("experts");
        snapshot.experts().forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("matrices");
        snapshot.matrices().forEach((name, matrix) -> {
            json.writeObjectPropertyStart(name);
            json.writeNumberProperty("rows", matrix.rows());
            json.writeNumberProperty("columns", matrix.columns());
            json.writeBinaryProperty("values", bytes.apply(matrix));
            json.writeEndObject();
        });
        json.writeEndObject();
        if (!snapshot.labels().isEmpty()) {
            writeLabels(snapshot, json);
        }
    }

    private static void writeLabels(Snapshot snapshot, JsonGenerator json) {
        json.writeObjectPropertyStart("labels");
        snapshot.labels().forEach((axis, names) -> {
            json.writeArrayPropertyStart(axis);
            names.forEach(json::writeString);
            json.writeEndArray();
        });
        json.writeEndObject();
    }

    static Snapshot read(String json) {
        try {
            var node = MAPPER.readTree(json);
            int format = field(node, "format").asInt(0);
            if (format != PLAIN && format != DEFLATED) {
                throw new IllegalArgumentException(
                        "snapshot: format " + field(node, "format") + ", expected " + PLAIN + " or " + DEFLATED);
            }
            var snapshot = new Snapshot(origin(node), experts(node), matrices(node, format), labels(node));
            var id = field(node, "id").asString();
            if (!snapshot.id().equals(id)) {
                throw new IllegalArgumentException(
                        "snapshot: content hashes to " + snapshot.id() + ", expected its id " + id);
            }
            return snapshot;
        } catch (JacksonException | DateTimeParseException e) {
            throw new IllegalArgumentException("snapshot: not a snapshot's JSON: " + e.getMessage(), e);
        }
    }

    private static Snapshot.Origin origin(JsonNode node) {
        return new Snapshot.Origin(
                field(node, "scorer").asString(),
                field(node, "space").asString(),
                field(node, "dimension").asInt(),
                Instant.parse(field(node, "fitted-at").asString()),
                field(node, "observations").asInt());
    }

    private static List<String> experts(JsonNode node) {
        var experts = new ArrayList<String>();
        field(node, "experts").forEach(expert -> experts.add(expert.asString()));
        return experts;
    }

    /** Snapshots of earlier versions have none. */
    private static Map<String, List<String>> labels(JsonNode node) {
        var labels = new TreeMap<String, List<String>>();
        for (var axis : node.path("labels").properties()) {
            var names = new ArrayList<String>();
            axis.getValue().forEach(name -> names.add(name.asString()));
            labels.put(axis.getKey(), names);
        }
        return labels;
    }

    private static Map<String, Matrix> matrices(JsonNode node, int format) {
        var matrices = new TreeMap<String, Matrix>();
        for (var entry : field(node, "matrices").properties()) {
            var matrix = entry.getValue();
            int rows = field(matrix, "rows").asInt();
            int columns = field(matrix, "columns").asInt();
            var bytes = field(matrix, "values").binaryValue();
            matrices.put(
                    entry.getKey(),
                    format == PLAIN
                            ? MatrixBytes.ofPlain(rows, columns, bytes)
                            : MatrixBytes.ofDeflated(rows, columns, bytes));
        }
        return matrices;
    }

    private static JsonNode field(JsonNode node, String name) {
        var field = node.get(name);
        if (field == null) {
            throw new IllegalArgumentException("snapshot: no field " + name + ", expected a snapshot's JSON");
        }
        return field;
    }
}
