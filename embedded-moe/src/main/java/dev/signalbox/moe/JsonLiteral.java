package dev.signalbox.moe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a JSON value without blanks, as a reply must spell it. */
final class JsonLiteral {

    private JsonLiteral() {}

    /** @param value maps, lists, strings, numbers and truth values; an empty optional is null */
    static String of(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(JsonLiteral::of).collect(Collectors.joining(",", "[", "]"));
            case Optional<?> nothing when nothing.isEmpty() -> "null";
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (each < ' ') {
                out.append("\\u%04x".formatted((int) each));
            } else {
                out.append(each);
            }
        }
        return out.append('"').toString();
    }
}
