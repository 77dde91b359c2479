package dev.signalbox.experts.openai;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * What a provider says went wrong, from any of the shapes in use: {@code {"error": {...}}}, {@code {"error": "text"}},
 * {@code {"message": ...}}, {@code {"detail": "text"}}. Other text is not taken: it may quote the prompt.
 *
 * @param message empty when there is none
 * @param type its {@code type} and {@code code} that are words, lower case, joined by a blank
 * @param status its {@code code} or {@code status} that is an HTTP status, or 0
 */
record ErrorJson(String message, String type, int status) {

    static final ErrorJson NOTHING = new ErrorJson("", "", 0);

    static ErrorJson parse(byte[] bytes, int offset, int length) {
        try (var json = ChatJson.JSON.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            return json.nextToken() == JsonToken.START_OBJECT ? read(json, NOTHING) : NOTHING;
        } catch (JacksonException e) {
            return NOTHING;
        }
    }

    private static ErrorJson read(JsonParser json, ErrorJson start) {
        var error = start;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            if (value == JsonToken.START_OBJECT && name.equals("error")) {
                error = read(json, error);
            } else if (value == JsonToken.VALUE_STRING) {
                error = error.withText(name, json.getString());
            } else if (value == JsonToken.VALUE_NUMBER_INT) {
                error = error.withNumber(name, json.getValueAsInt(0));
            } else {
                json.skipChildren();
            }
        }
        return error;
    }

    private ErrorJson withText(String name, String text) {
        return switch (name) {
            case "error", "message", "detail" -> message.isEmpty() ? new ErrorJson(text, type, status) : this;
            case "type", "code", "error_type", "status" ->
                new ErrorJson(message, (type + ' ' + text.toLowerCase(Locale.ROOT)).strip(), status);
            default -> this;
        };
    }

    private ErrorJson withNumber(String name, int number) {
        boolean says = (name.equals("code") || name.equals("status")) && number >= 400 && number < 600;
        return says ? new ErrorJson(message, type, number) : this;
    }
}
