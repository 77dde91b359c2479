package dev.signalbox.moe.worker;

import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.config.Http1Config;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How both ends write JSON and HTTP, and the bounds within which each believes the other. */
public final class Wire {

    /** Of a request's body: a prompt of a million tokens, as numbers. */
    static final int MOST_BODY_BYTES = 16 << 20;

    /** Of a whole reply, and of one event of a stream. */
    static final int MOST_REPLY_BYTES = 16 << 20;

    static final Http1Config HTTP = Http1Config.custom()
            .setBufferSize(8 * 1024)
            .setMaxLineLength(8 * 1024)
            .setMaxHeaderCount(32)
            .setMaxEmptyLineCount(4)
            .build();

    /** Escapes whatever is not ASCII, so that half a surrogate pair in somebody's question comes over as it is. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Wire() {}

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    public static byte[] bytes(JsonNode node) {
        return JSON.writeValueAsBytes(node);
    }

    /** @param value a record */
    static String line(Object value) {
        return JSON.writeValueAsString(value);
    }

    public static <T> T record(String json, Class<T> type) throws MalformedWireException {
        try {
            return JSON.readValue(json, type);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    public static JsonNode tree(byte[] json) throws MalformedWireException {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** The place and what is wrong there, never the text itself. */
    private static MalformedWireException malformed(JacksonException e) {
        var at = e.getLocation();
        return new MalformedWireException(
                "no JSON" + (at == null ? "" : " at byte " + Math.max(at.getByteOffset(), at.getCharOffset())));
    }

    /** An error as llama.cpp's server words it. */
    public static ObjectNode error(int status, String type, String message) {
        var error = object();
        error.putObject("error").put("code", status).put("message", message).put("type", type);
        return error;
    }

    /** What {@link #error} says, or what came instead, cut short. */
    static String problem(byte[] body) {
        try {
            var message = tree(body).path("error").path("message").asString("");
            return message.isEmpty() ? "no reason" : message;
        } catch (MalformedWireException _) {
            return "no reason, but " + body.length + " bytes that begin with "
                    + LogLines.printable(new String(body, 0, Math.min(body.length, 20), StandardCharsets.ISO_8859_1));
        }
    }
}
