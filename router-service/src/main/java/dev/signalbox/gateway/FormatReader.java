package dev.signalbox.gateway;

import dev.signalbox.experts.Settings.Format;
import java.util.Map;

/** Reads {@code response_format}: what form the reply must have. */
final class FormatReader {

    private static final String TYPES = "text, json_object or json_schema";

    private final JsonCursor cursor;

    FormatReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** The fields may come in any order, so the type decides at the end. */
    Format read() throws RejectedRequestException {
        cursor.object("an object with a type");
        var type = "text";
        Map<String, Object> schema = Map.of();
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            switch (field) {
                case "type" -> type = type();
                case "json_schema" -> schema = schema();
                default -> cursor.skip();
            }
        }
        return switch (type) {
            case "json_object" -> new Format.Json();
            case "json_schema" -> new Format.Schema(schema);
            default -> new Format.Text();
        };
    }

    private String type() throws RejectedRequestException {
        var type = cursor.string(TYPES);
        return switch (type) {
            case "text", "json_object", "json_schema" -> type;
            default -> throw cursor.wrong(TYPES, "invalid_value");
        };
    }

    private Map<String, Object> schema() throws RejectedRequestException {
        cursor.object("an object with a schema");
        Map<String, Object> schema = Map.of();
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            if (field.equals("schema") && !cursor.isNull()) {
                schema = cursor.map("a JSON schema object");
            } else {
                cursor.skip();
            }
        }
        return schema;
    }
}
