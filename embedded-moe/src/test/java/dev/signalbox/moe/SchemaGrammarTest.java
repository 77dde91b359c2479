package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Settings.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies that a schema forces on a model which says anything at random, and the schemas that are refused. */
final class SchemaGrammarTest {

    @TempDir
    static Path home;

    private Expert expert;

    @BeforeEach
    void open() throws IOException {
        var file = TinyModel.random(home.resolve("random.gguf"), 42, 512);
        expert = new LocalProvider(home.resolve("models"), new SplittableRandom(1))
                .open(
                        Ask.card("local/r", 512, 400),
                        LocalProvider.Config.of(file.toString()).slots(1).config());
    }

    @AfterEach
    void close() {
        expert.close();
    }

    private String say(Map<String, Object> schema, long seed) {
        var heard = Ask.of("q")
                .sampling(1.5, null, seed)
                .format(new Format.Schema(schema))
                .hear(expert);
        assertThat(heard.answer().finish()).isEqualTo(Reply.Finish.STOP);
        return heard.text();
    }

    private static Map<String, Object> object(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void ask_objectOfRequiredFields_hasThemInOrder() {
        var schema = object(
                "type",
                "object",
                "properties",
                object(
                        "name",
                        object("type", "string", "maxLength", 5),
                        "age \"x\"",
                        object("type", "integer"),
                        "kind",
                        object("enum", List.of("a\nb", 7, Optional.empty())),
                        "yes",
                        object("type", List.of("boolean", "null"))),
                "required",
                List.of("name", "age \"x\"", "kind", "yes"),
                "additionalProperties",
                false);
        for (long seed = 0; seed < 6; seed++) {
            assertThat(say(schema, seed))
                    .matches("(?s)\\{ ?\"name\": ?\"([^\"\\\\]|\\\\.[0-9a-fA-F]{0,4}){0,5}\",? ?,? ?"
                            + "\"age \\\\\"x\\\\\"\": ?-?\\d+, ?\"kind\": ?(\"a\\\\u000ab\"|7|null), ?"
                            + "\"yes\": ?(true|false|null) ?}");
        }
    }

    @Test
    void ask_optionalFields_everyCombinationIsReached() {
        var one = object("const", 1);
        var schema = object(
                "type",
                "object",
                "properties",
                object("a", one, "b", one, "c", one),
                "required",
                List.of("b"),
                "additionalProperties",
                false);
        var seen = new java.util.TreeSet<String>();
        for (long seed = 0; seed < 40; seed++) {
            seen.add(say(schema, seed).replaceAll("[ {}:1\"]", ""));
        }
        assertThat(seen).isSubsetOf("b", "a,b", "b,c", "a,b,c").hasSizeGreaterThan(1);
    }

    @Test
    void ask_arrayBounds_hold() {
        var schema = object("type", "array", "items", object("const", "x"), "minItems", 2, "maxItems", 4);
        for (long seed = 0; seed < 8; seed++) {
            assertThat(say(schema, seed).replace(" ", "")).matches("\\[\"x\"(,\"x\"){1,3}]");
        }
        assertThat(say(object("type", "array", "maxItems", 0), 1).replace(" ", ""))
                .isEqualTo("[]");
    }

    @Test
    void ask_schemaThatContainsItself_nests() {
        var list = object(
                "anyOf",
                List.of(
                        object("type", "null"),
                        object(
                                "type",
                                "object",
                                "properties",
                                object("next", object("$ref", "#/$defs/list")),
                                "required",
                                List.of("next"))));
        var schema = object("$ref", "#/$defs/list", "$defs", object("list", list));
        for (long seed = 0; seed < 6; seed++) {
            assertThat(say(schema, seed).replace(" ", "")).matches("(\\{\"next\":)*null}*");
        }
    }

    @Test
    void ask_jsonObject_beginsAsOne() {
        var heard = Ask.of("q").format(new Format.Json()).atMost(30).hear(expert);
        assertThat(heard.text()).startsWith("{");
    }

    @Test
    void ask_schemaThatCannotBe_rejectedByPath() {
        var schema = object("type", "object", "properties", object("x", object("type", "string", "pattern", "a*")));
        var failure = Ask.of("q").format(new Format.Schema(schema)).hear(expert).failure();
        assertThat(failure.kind()).isEqualTo(Reply.Failure.Kind.REJECTED);
        assertThat(failure.message())
                .isEqualTo(
                        "response_format.json_schema.schema.properties.x.pattern: not supported by local experts here");
    }

    private static void refuse(Map<String, Object> schema, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SchemaGrammar.of(schema))
                .withMessageStartingWith("response_format.json_schema.schema" + message);
    }

    @Test
    void of_wrongSchemas_nameThePartAndTheProblem() {
        refuse(object("type", "text"), ".type: \"text\", expected string, number,");
        refuse(object("type", List.of()), ".type: empty");
        refuse(object("enum", List.of()), ".enum: expected a list that is not empty");
        refuse(object("enum", 1), ".enum: expected a list that is not empty");
        refuse(object("type", "string", "minLength", 3, "maxLength", 2), ".minLength: 3, expected at most 2");
        refuse(object("type", "array", "minItems", 1e9), ".minItems: 1.0E9, expected an integer, 0 to 256");
        refuse(object("type", "object", "required", List.of("x")), ".required: [x], expected properties");
        refuse(
                object("properties", object("x", true), "required", List.of("y")),
                ".required: \"y\", expected one of the properties");
        refuse(object("properties", 1), ".properties: 1, expected an object");
        refuse(object("items", object("type", "string")), ".items: not supported");
    }

    @Test
    void of_references_mustLeadSomewhereElse() {
        refuse(object("$ref", "#"), ".$ref: \"#\" is nothing but itself");
        refuse(object("$ref", "http://x/y"), ".$ref: \"http://x/y\", expected a place in this schema such as");
        refuse(object("$ref", "#/$defs/x"), ".$ref: \"#/$defs/x\", expected a place in this schema");
        var circle = object(
                "$defs",
                object("a", object("anyOf", List.of(object("$ref", "#/$defs/b"))), "b", object("$ref", "#/$defs/a")),
                "$ref",
                "#/$defs/a");
        refuse(circle, ".anyOf.$ref: \"#/$defs/a\" is nothing but itself");
    }

    @Test
    void of_hostileSchemas_areRefusedSoon() {
        Map<String, Object> deep = object("type", "string");
        for (int i = 0; i < 150; i++) {
            deep = object("type", "array", "items", deep);
        }
        refuse(deep, ": deeper than 24");
        var many = new LinkedHashMap<String, Object>();
        for (int i = 0; i < 100_000; i++) {
            many.put("p" + i, true);
        }
        refuse(object("properties", many), ": too large");
        var values = new ArrayList<Object>();
        for (int i = 0; i < 100_000; i++) {
            values.add("value" + i);
        }
        refuse(object("enum", values), ": too large");
        Map<String, Object> wide = object("type", "string");
        for (int i = 0; i < 11; i++) {
            wide = object("anyOf", List.of(object("type", "array", "items", wide), object("const", i), wide));
        }
        refuse(wide, ": too large");
        var repeats = new LinkedHashMap<String, Object>();
        for (int i = 0; i < 300; i++) {
            repeats.put("p" + i, object("type", "string", "maxLength", 256));
        }
        refuse(object("properties", repeats), ": too large");
    }
}
