package dev.signalbox.gateway;

import dev.signalbox.experts.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Walks a JSON body once, value by value; what it refuses it names by its path in the body. */
final class JsonCursor implements AutoCloseable {

    static final int MAX_DEPTH = 200;
    private static final int SHOWN = 40;

    /** Strings may be as long as the body, which is bounded itself. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonCursor(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads a body that must be one JSON object; {@code reader} starts before its first field. */
    static <T> T read(byte[] body, Reader<T> reader) throws RejectedRequestException {
        try (var cursor = new JsonCursor(FACTORY.createParser(ObjectReadContext.empty(), body))) {
            return cursor.readAll(reader);
        }
    }

    private <T> T readAll(Reader<T> reader) throws RejectedRequestException {
        try {
            parser.nextToken();
            if (parser.currentToken() == null) {
                throw new RejectedRequestException(
                        ApiError.request(400, "The body is empty, expected a JSON object.", null));
            }
            object("a JSON object");
            T read = reader.read(this);
            end();
            return read;
        } catch (StreamConstraintsException e) {
            throw malformed("The body goes beyond a bound", parser.currentLocation(), bound(e.getOriginalMessage()));
        } catch (StreamReadException e) {
            throw malformed("The body is not valid JSON", e.getLocation(), e.getOriginalMessage());
        }
    }

    /** Without the name of the parser's own setting, which tells callers nothing. */
    private static String bound(String message) {
        int setting = message.indexOf(", from `");
        return setting < 0 ? message : message.substring(0, setting) + ")";
    }

    private static RejectedRequestException malformed(String what, TokenStreamLocation at, String why) {
        return new RejectedRequestException(ApiError.request(
                400, what + ": line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + why, null));
    }

    /** The name of the object's next field, the cursor on its value; null at the object's end. */
    @Nullable
    String field() {
        var name = parser.nextName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /** Moves to the next element of an array; false at its end. */
    boolean element() {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    boolean is(JsonToken token) {
        return parser.currentToken() == token;
    }

    boolean isNull() {
        return is(JsonToken.VALUE_NULL);
    }

    void skip() {
        parser.skipChildren();
    }

    void object(String expected) throws RejectedRequestException {
        require(JsonToken.START_OBJECT, expected);
    }

    void array(String expected) throws RejectedRequestException {
        require(JsonToken.START_ARRAY, expected);
    }

    String string(String expected) throws RejectedRequestException {
        require(JsonToken.VALUE_STRING, expected);
        return parser.getString();
    }

    boolean bool() throws RejectedRequestException {
        if (is(JsonToken.VALUE_TRUE)) {
            return true;
        }
        require(JsonToken.VALUE_FALSE, "true or false");
        return false;
    }

    long integer(long min, long max, String expected) throws RejectedRequestException {
        require(JsonToken.VALUE_NUMBER_INT, expected);
        var type = parser.getNumberType();
        boolean fits = type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG;
        boolean negative =
                fits ? parser.getLongValue() < min : parser.getString().startsWith("-");
        if (negative) {
            throw wrong(expected, "integer_below_min_value");
        }
        if (!fits || parser.getLongValue() > max) {
            throw wrong(expected, "integer_above_max_value");
        }
        return parser.getLongValue();
    }

    double decimal(double min, double max, String expected) throws RejectedRequestException {
        if (!is(JsonToken.VALUE_NUMBER_INT)) {
            require(JsonToken.VALUE_NUMBER_FLOAT, expected);
        }
        double value = parser.getDoubleValue();
        if (value < min) {
            throw wrong(expected, "decimal_below_min_value");
        }
        if (!(value <= max)) {
            throw wrong(expected, "decimal_above_max_value");
        }
        return value;
    }

    /** The current object as maps, lists, strings, numbers and truth values, in its order, a null as an empty optional. */
    Map<String, Object> map(String expected) throws RejectedRequestException {
        object(expected);
        var map = new LinkedHashMap<String, Object>();
        for (var field = field(); field != null; field = field()) {
            map.put(field, value());
        }
        return map;
    }

    private Object value() throws RejectedRequestException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map("an object");
            case START_ARRAY -> list();
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Optional.empty();
            default -> throw wrongType("a JSON value");
        };
    }

    private List<Object> list() throws RejectedRequestException {
        var list = new ArrayList<Object>();
        while (element()) {
            list.add(value());
        }
        return list;
    }

    /** Where the current scalar stands, quotes included. Reads it to its end. */
    Payload.Span span() {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        // Strings are decoded lazily: only this moves the parser behind the closing quote.
        parser.getStringLength();
        return new Payload.Span(start, (int) parser.currentLocation().getByteOffset());
    }

    /** Where the current object or array stands, braces included. Moves to its end. */
    Payload.Span whole() {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return new Payload.Span(start, (int) parser.currentLocation().getByteOffset());
    }

    /** The byte behind the brace that opened the current object, which must just have been entered. */
    int inside() {
        return (int) parser.currentTokenLocation().getByteOffset() + 1;
    }

    RejectedRequestException wrongType(String expected) {
        return wrong(expected, "invalid_type");
    }

    RejectedRequestException wrong(String expected, String code) {
        var path = path();
        var at = path.isEmpty() ? "body" : path;
        return new RejectedRequestException(
                ApiError.field(path.isEmpty() ? null : path, at + ": " + found() + ", expected " + expected, code));
    }

    /** The object that the cursor has just left lacks {@code field}. */
    RejectedRequestException missing(String field, String expected) {
        var path = path();
        var full = path.isEmpty() ? field : path + "." + field;
        return new RejectedRequestException(
                ApiError.field(full, full + ": missing, expected " + expected, "missing_required_parameter"));
    }

    RejectedRequestException twice(String field) {
        return new RejectedRequestException(
                ApiError.field(field, field + ": appears twice, expected once", "invalid_value"));
    }

    private void end() throws RejectedRequestException {
        if (parser.nextToken() != null) {
            throw malformed(
                    "The body is not valid JSON", parser.currentTokenLocation(), "something follows the object");
        }
    }

    private void require(JsonToken token, String expected) throws RejectedRequestException {
        if (!is(token)) {
            throw wrongType(expected);
        }
    }

    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case END_ARRAY -> "an empty array";
            case VALUE_STRING -> "string " + shown(JsonText.quoted(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number " + shown(parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> "boolean " + parser.getString();
            case VALUE_NULL -> "null";
            case END_OBJECT, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "no value";
        };
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Such as {@code messages[2].content}; empty for the body itself. */
    private String path() {
        var context = parser.streamReadContext();
        boolean entered = is(JsonToken.START_OBJECT) || is(JsonToken.START_ARRAY);
        var path = new StringBuilder();
        for (var at = entered ? context.getParent() : context; at != null; at = at.getParent()) {
            path.insert(0, step(at));
        }
        return path.isEmpty() || path.charAt(0) != '.' ? path.toString() : path.substring(1);
    }

    private static String step(TokenStreamContext at) {
        if (at.inArray()) {
            return "[" + at.getCurrentIndex() + "]";
        }
        return at.inObject() && at.currentName() != null ? "." + at.currentName() : "";
    }

    @Override
    public void close() {
        parser.close();
    }

    /** Reads the fields of the body. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonCursor cursor) throws RejectedRequestException;
    }
}
