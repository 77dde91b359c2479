package dev.signalbox.learn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of a snapshot; a matrix is base64 of little-endian float32, row after row. */
final class SnapshotJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int FORMAT = 1;

    private SnapshotJson() {}

    static String write(Snapshot snapshot) {
        var node = content(snapshot);
        node.put("id", snapshot.id());
        return MAPPER.writeValueAsString(node);
    }

    static String digest(Snapshot snapshot) {
        try {
            var bytes = MAPPER.writeValueAsString(content(snapshot)).getBytes(UTF_8);
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static ObjectNode content(Snapshot snapshot) {
        var origin = snapshot.origin();
        var node = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("scorer", origin.scorer())
                .put("space", origin.space())
                .put("dimension", origin.dimension())
                .put("fitted-at", origin.fittedAt().toString())
                .put("observations", origin.observations());
        var experts = node.putArray("experts");
        snapshot.experts().forEach(experts::add);
        var matrices = node.putObject("matrices");
        snapshot.matrices()
                .forEach((name, matrix) -> matrices.putObject(name)
                        .put("rows", matrix.rows())
                        .put("columns", matrix.columns())
                        .put("values", encode(matrix)));
        return node;
    }

    static Snapshot read(String json) {
        try {
            var node = MAPPER.readTree(json);
            if (field(node, "format").asInt(0) != FORMAT) {
                throw new IllegalArgumentException(
                        "snapshot: format " + field(node, "format") + ", expected " + FORMAT);
            }
            var snapshot = new Snapshot(origin(node), experts(node), matrices(node));
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

    private static Map<String, Matrix> matrices(JsonNode node) {
        var matrices = new TreeMap<String, Matrix>();
        for (var entry : field(node, "matrices").properties()) {
            matrices.put(entry.getKey(), decode(entry.getValue()));
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

    private static String encode(Matrix matrix) {
        var values = matrix.toArray();
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static Matrix decode(JsonNode node) {
        var bytes = Base64.getDecoder().decode(field(node, "values").asString());
        var values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return Matrix.of(field(node, "rows").asInt(), field(node, "columns").asInt(), values);
    }
}
