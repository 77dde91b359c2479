package dev.signalbox.moe;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One schema object, and which of its keywords have been heeded. */
final class SchemaPart {
    private static final int MOST_REPEATS = 256;

    /** Say nothing about what is allowed. */
    private static final Set<String> NOTES = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions",
            "deprecated",
            "readOnly",
            "writeOnly",
            "strict",
            "name");

    private final SchemaGrammar grammar;
    private final Map<String, Object> schema;
    private final SchemaPlace place;
    private final Set<String> heeded = new HashSet<>(NOTES);

    SchemaPart(SchemaGrammar grammar, Map<String, Object> schema, SchemaPlace place) {
        this.grammar = grammar;
        this.schema = schema;
        this.place = place;
    }

    private Optional<Object> get(String keyword) {
        heeded.add(keyword);
        return Optional.ofNullable(schema.get(keyword));
    }

    void refuseRest() {
        for (var keyword : schema.keySet()) {
            if (!heeded.contains(keyword)) {
                throw place.wrong(keyword, "not supported by local experts here");
            }
        }
    }

    String expression() {
        var reference = get("$ref");
        if (reference.isPresent()) {
            return grammar.reference(reference.get(), place);
        }
        var constant = get("const");
        if (constant.isPresent()) {
            get("type");
            return SchemaGrammar.literal(JsonLiteral.of(constant.get()));
        }
        var choice = get("enum");
        if (choice.isPresent()) {
            get("type");
            return SchemaGrammar.anyOf(list(choice.get(), place, "enum").stream()
                    .map(each -> SchemaGrammar.literal(JsonLiteral.of(each)))
                    .toList());
        }
        for (var keyword : List.of("anyOf", "oneOf")) {
            var ways = get(keyword);
            if (ways.isPresent()) {
                return SchemaGrammar.anyOf(list(ways.get(), place, keyword).stream()
                        .map(each -> grammar.expression(each, place.beside(keyword)))
                        .toList());
            }
        }
        return typed();
    }

    private String typed() {
        var type = get("type").orElse(schema.containsKey("properties") ? "object" : "any");
        if (type instanceof List<?> types) {
            if (types.isEmpty()) {
                throw place.wrong("type", "empty, expected at least one type");
            }
            return SchemaGrammar.anyOf(
                    types.stream().map(each -> typed(String.valueOf(each))).toList());
        }
        return typed(String.valueOf(type));
    }

    private String typed(String type) {
        return switch (type) {
            case "any" -> SchemaGrammar.VALUE;
            case "null", "boolean", "integer", "number" -> type;
            case "string" -> string();
            case "array" -> array();
            case "object" -> object();
            default ->
                throw place.wrong(
                        "type", "\"" + type + "\", expected string, number, integer, boolean, null, array or object");
        };
    }

    private String string() {
        var repeats = repeats("minLength", "maxLength");
        return repeats.isEmpty() ? "string" : "\"\\\"\" char" + repeats + " \"\\\"\"";
    }

    private String array() {
        int least = count("minItems").orElse(0);
        var most = count("maxItems");
        checkOrder(least, most, "minItems");
        var item = grammar.rule(grammar.expression(get("items").orElse(true), place.inside("items")));
        if (most.isPresent() && most.get() == 0) {
            return "\"[\" ws \"]\"";
        }
        var rest = "(\",\" ws " + item + ")" + grammar.braces(Math.max(0, least - 1), most.map(many -> many - 1));
        var all = item + " " + rest;
        return "\"[\" ws " + (least == 0 ? "(" + all + ")?" : all) + " ws \"]\"";
    }

    /** Empty when both are missing. */
    private String repeats(String leastKeyword, String mostKeyword) {
        var least = count(leastKeyword);
        var most = count(mostKeyword);
        checkOrder(least.orElse(0), most, leastKeyword);
        return least.isEmpty() && most.isEmpty() ? "" : grammar.braces(least.orElse(0), most);
    }

    private void checkOrder(int least, Optional<Integer> most, String keyword) {
        if (most.isPresent() && least > most.get()) {
            throw place.wrong(keyword, least + ", expected at most " + most.get());
        }
    }

    private Optional<Integer> count(String keyword) {
        var value = get(keyword);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Number number
                && number.doubleValue() == number.intValue()
                && number.intValue() >= 0
                && number.intValue() <= MOST_REPEATS) {
            return Optional.of(number.intValue());
        }
        throw place.wrong(keyword, value.get() + ", expected an integer, 0 to " + MOST_REPEATS);
    }

    private String object() {
        var additional = get("additionalProperties").orElse(false);
        var properties = get("properties").map(each -> map(each, place.path() + ".properties"));
        var required =
                get("required").map(each -> list(each, place, "required")).orElse(List.of());
        if (properties.isEmpty() || properties.get().isEmpty()) {
            return anyFields(additional, required);
        }
        if (!additional.equals(false)) {
            throw place.wrong("additionalProperties", additional + ", expected false beside properties");
        }
        for (var name : required) {
            if (!properties.get().containsKey(String.valueOf(name))) {
                throw place.wrong("required", "\"" + name + "\", expected one of the properties");
            }
        }
        return "\"{\" ws " + fields(properties.get(), Set.copyOf(required)) + " ws \"}\"";
    }

    private String anyFields(Object additional, List<?> required) {
        if (!required.isEmpty()) {
            throw place.wrong("required", required + ", expected properties beside it");
        }
        if (additional instanceof Map<?, ?>) {
            var value = grammar.rule(grammar.expression(additional, place.inside("additionalProperties")));
            var field = grammar.rule("string \":\" ws " + value);
            return "\"{\" ws (" + field + " (\",\" ws " + field + ")*)? ws \"}\"";
        }
        return schema.containsKey("properties") ? "\"{\" ws \"}\"" : "object";
    }

    /**
     * The fields in their order. From the last to the first two rules grow: what may follow when a field stands
     * before, and what when none does; so the grammar grows with the number of fields, not with their combinations.
     */
    private String fields(Map<String, Object> properties, Set<?> required) {
        var afterSome = "";
        var afterNone = "";
        for (var name : List.copyOf(properties.keySet()).reversed()) {
            var field = field(name, properties.get(name));
            boolean must = required.contains(name);
            var tail = afterSome.isEmpty() ? "" : " " + afterSome;
            var begin = "ws " + field + tail;
            afterNone = must
                    ? grammar.rule(field + tail)
                    : grammar.rule("(" + field + tail + ") | " + orNothing(afterNone));
            afterSome = grammar.rule(must ? "\",\" " + begin : "(\",\" " + begin + ") | " + orNothing(afterSome));
        }
        return afterNone;
    }

    private String field(String name, @Nullable Object schema) {
        var value = grammar.expression(Objects.requireNonNullElse(schema, true), place.inside("properties." + name));
        return grammar.rule(SchemaGrammar.literal(JsonLiteral.of(name)) + " \":\" ws (" + value + ")");
    }

    private static String orNothing(String rule) {
        return rule.isEmpty() ? "\"\"" : rule;
    }

    private static List<?> list(Object value, SchemaPlace place, String keyword) {
        if (value instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        if (value instanceof List<?> && keyword.equals("required")) {
            return List.of();
        }
        throw place.wrong(keyword, "expected a list that is not empty");
    }

    static Map<String, Object> map(Object value, String path) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(path + ": " + value + ", expected an object");
        }
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, each) -> copy.put(String.valueOf(key), Objects.requireNonNull(each)));
        return copy;
    }
}
