package dev.signalbox.moe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a JSON schema into a grammar in llama.cpp's notation, so that a reply cannot but follow it. Fields come in the
 * schema's order; between tokens stands at most one blank, so that a model cannot go on with blanks for ever. What cannot
 * be promised is refused by its path rather than left out; the schema's size, depth and repetitions are bounded. The
 * library's own converter is not used: it ends the process on a schema that it does not like.
 */
final class SchemaGrammar {

    private static final int DEEPEST = 24;
    private static final int MOST_RULES = 2_000;
    private static final int LONGEST = 40_000;
    private static final int MOST_PARTS = 5_000;
    private static final int MOST_REPEATS_IN_ALL = 20_000;
    private static final String WHERE = "response_format.json_schema.schema";
    static final String VALUE = "value";

    private static final Map<String, String> BASE = Map.of(
            "ws",
            "\" \"?",
            "null",
            "\"null\"",
            "boolean",
            "\"true\" | \"false\"",
            "integer",
            "\"-\"? (\"0\" | [1-9] [0-9]{0,15})",
            "number",
            "integer (\".\" [0-9]{1,15})? ([eE] [-+]? [0-9]{1,3})?",
            "char",
            "[^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\bfnrt/] | \"u\" [0-9a-fA-F]{4})",
            "string",
            "\"\\\"\" char* \"\\\"\"",
            "array",
            "\"[\" ws (value (\",\" ws value)*)? ws \"]\"",
            "object",
            "\"{\" ws (string \":\" ws value (\",\" ws string \":\" ws value)*)? ws \"}\"",
            VALUE,
            "object | array | string | number | boolean | null");

    private final Map<String, Object> root;
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, String> referred = new LinkedHashMap<>();
    private int length;
    private int parts;
    private int repeats;

    private SchemaGrammar(Map<String, Object> root) {
        this.root = root;
    }

    /** Any JSON object. */
    static String anyObject() {
        return "root ::= object\n" + base();
    }

    /** Throws {@link IllegalArgumentException} that names the part of the schema which cannot be followed, and why. */
    static String of(Map<String, Object> schema) {
        var grammar = new SchemaGrammar(schema);
        var start = grammar.expression(schema, new SchemaPlace(WHERE, 0, Set.of("#")));
        grammar.rule("root", start);
        return grammar.rules.entrySet().stream()
                        .map(rule -> rule.getKey() + " ::= " + rule.getValue())
                        .collect(Collectors.joining("\n"))
                + "\n" + base();
    }

    private static String base() {
        return BASE.entrySet().stream()
                .map(rule -> rule.getKey() + " ::= " + rule.getValue() + "\n")
                .collect(Collectors.joining());
    }

    String expression(Object schema, SchemaPlace place) {
        if (place.depth() > DEEPEST) {
            throw new IllegalArgumentException(WHERE + ": deeper than " + DEEPEST + ", expected a flatter schema");
        }
        if (++parts > MOST_PARTS) {
            throw tooLarge();
        }
        if (schema instanceof Boolean allowed && allowed) {
            return VALUE;
        }
        var part = new SchemaPart(this, SchemaPart.map(schema, place.path()), place);
        var expression = part.expression();
        part.refuseRest();
        return expression;
    }

    /** The library writes each repetition out. */
    String braces(int least, Optional<Integer> most) {
        repeats += most.orElse(least);
        if (repeats > MOST_REPEATS_IN_ALL) {
            throw tooLarge();
        }
        return "{" + least + "," + most.map(String::valueOf).orElse("") + "}";
    }

    /** One rule for each target, made when it is first met, so that a schema may contain itself. */
    String reference(Object reference, SchemaPlace place) {
        var target = String.valueOf(reference);
        if (place.open().contains(target)) {
            throw place.wrong("$ref", "\"" + target + "\" is nothing but itself");
        }
        var known = referred.get(target);
        if (known != null) {
            return known;
        }
        var name = "ref" + referred.size();
        referred.put(target, name);
        rule(name, expression(resolve(target, place), place.following(target)));
        return name;
    }

    private Object resolve(String target, SchemaPlace place) {
        Object at = root;
        if (!target.startsWith("#")) {
            throw place.wrong("$ref", "\"" + target + "\", expected a place in this schema such as \"#/$defs/name\"");
        }
        for (var step : target.substring(1).split("/", -1)) {
            if (step.isEmpty()) {
                continue;
            }
            var next = at instanceof Map<?, ?> map
                    ? map.get(step.replace("~1", "/").replace("~0", "~"))
                    : null;
            if (next == null) {
                throw place.wrong("$ref", "\"" + target + "\", expected a place in this schema");
            }
            at = next;
        }
        return at;
    }

    static String anyOf(List<String> ways) {
        return ways.stream().distinct().collect(Collectors.joining(" | ", "(", ")"));
    }

    String rule(String body) {
        var name = "r" + rules.size();
        rule(name, body);
        return name;
    }

    private void rule(String name, String body) {
        length += body.length();
        if (rules.size() == MOST_RULES || length > LONGEST) {
            throw tooLarge();
        }
        rules.put(name, body);
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException(WHERE + ": too large, expected fewer properties, values or repetitions");
    }

    /** A text that must stand there as it is. */
    static String literal(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                out.append('\\').appendCodePoint(point);
            } else if (point < ' ') {
                out.append("\\x%02X".formatted(point));
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.append('"').toString();
    }
}
