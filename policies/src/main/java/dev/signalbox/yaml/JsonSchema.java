package dev.signalbox.yaml;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of what {@link Binder} accepts for a record, for editors that complete and check files. It
 * knows keys and types; limits on values that a record's constructor sets stay with the binder.
 */
public final class JsonSchema {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Function<RecordComponent, ObjectNode> open;

    /** @param open gives the schema of a {@link Yaml} component, or the properties that {@link Rest} takes */
    public JsonSchema(Function<RecordComponent, ObjectNode> open) {
        this.open = open;
    }

    /** An empty schema, which accepts everything. */
    public static ObjectNode node() {
        return MAPPER.createObjectNode();
    }

    /** Indented, with a newline at the end. */
    public static String print(ObjectNode schema) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }

    public ObjectNode of(Class<?> record) {
        var schema = node().put("type", "object");
        var properties = schema.putObject("properties");
        var required = MAPPER.createArrayNode();
        schema.put("additionalProperties", false);
        for (var component : Records.components(record)) {
            if (Records.isRest(component)) {
                rest(schema, properties, open.apply(component));
                continue;
            }
            properties.set(Records.key(component), described(component));
            if (!Records.isOptional(component)) {
                required.add(Records.key(component));
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    /** What {@link Binder#bindShort} accepts: the record, its first option alone, or nothing. */
    public ObjectNode shortOf(Class<?> record) {
        var components = Records.components(record);
        var whole = of(record);
        var ways = MAPPER.createArrayNode().add(whole);
        if (!components.isEmpty() && components.stream().skip(1).allMatch(Records::isOptional)) {
            var first = described(components.getFirst());
            if (!"object".equals(first.path("type").asString(""))) {
                ways.add(first);
            }
        }
        if (components.stream().allMatch(Records::isOptional)) {
            ways.add(node().put("type", "null"));
        }
        return ways.size() == 1 ? whole : node().set("anyOf", ways);
    }

    private static void rest(ObjectNode schema, ObjectNode properties, ObjectNode more) {
        if (more.isEmpty()) {
            schema.put("additionalProperties", true);
        } else {
            properties.setAll(more);
        }
    }

    private ObjectNode described(RecordComponent component) {
        var schema = isOpen(component.getGenericType()) ? open.apply(component) : type(component.getGenericType());
        var doc = Records.doc(component);
        if (!doc.isEmpty()) {
            schema.put("description", doc);
        }
        Records.otherwise(component).ifPresent(text -> otherwise(schema, text));
        return schema;
    }

    private static boolean isOpen(Type type) {
        return type instanceof ParameterizedType generic
                ? Arrays.stream(generic.getActualTypeArguments()).anyMatch(JsonSchema::isOpen)
                : type == Yaml.class;
    }

    private static void otherwise(ObjectNode schema, String text) {
        switch (schema.path("type").asString("")) {
            case "boolean" -> schema.put("default", Boolean.parseBoolean(text));
            case "integer", "number" -> schema.put("default", new BigDecimal(text));
            default -> schema.put("default", text);
        }
    }

    private ObjectNode type(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        var plain = (Class<?>) type;
        if (plain == Usd.class) {
            return node().put("type", "number").put("minimum", 0);
        }
        return Records.isMapping(plain) ? of(plain) : scalar(plain);
    }

    private ObjectNode generic(ParameterizedType type) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        var element = type(arguments[arguments.length - 1]);
        if (raw == List.class || raw == Set.class) {
            var list = node().put("type", "array");
            list.set("items", element);
            return raw == Set.class ? list.put("uniqueItems", true) : list;
        }
        if (raw == Map.class) {
            var map = node().put("type", "object");
            map.set("additionalProperties", element);
            return map;
        }
        return element;
    }

    private static ObjectNode scalar(Class<?> type) {
        if (type.isEnum()) {
            var schema = node().put("type", "string");
            var names = schema.putArray("enum");
            Arrays.stream(type.getEnumConstants())
                    .map(constant -> Records.kebab((Enum<?>) constant))
                    .forEach(names::add);
            return schema;
        }
        if (type == Duration.class) {
            return node().put("type", "string").put("pattern", "^" + Scalars.DURATION + "$");
        }
        if (type == Word.class) {
            var schema = node();
            schema.putArray("type").add("string").add("number");
            return schema;
        }
        if (type == URI.class) {
            return node().put("type", "string").put("format", "uri");
        }
        return node().put(
                        "type",
                        switch (Scalars.of(type).kind()) {
                            case BOOLEAN -> "boolean";
                            case NUMBER -> type == double.class || type == Double.class ? "number" : "integer";
                            case TEXT, NOTHING -> "string";
                            case null -> throw new IllegalStateException(type.getName());
                        });
    }
}
