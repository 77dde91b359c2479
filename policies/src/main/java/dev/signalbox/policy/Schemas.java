package dev.signalbox.policy;

import dev.signalbox.yaml.JsonSchema;
import dev.signalbox.yaml.Records;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schemas of roster and policy files and of a batch's terms, generated from the records that the files are bound to and from the
 * catalogue. With providers in the catalogue their options are checked too; without, any provider passes.
 */
public final class Schemas {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private Schemas() {}

    public static String roster(Catalogue catalogue) {
        return print("Signalbox roster", new JsonSchema(component -> providers(catalogue)).of(RosterForm.class));
    }

    public static String policy(Catalogue catalogue) {
        return print("Signalbox policy", new JsonSchema(component -> slot(catalogue, component)).of(PolicyForm.class));
    }

    /** Of the terms of a batch. */
    public static String batch(Catalogue catalogue) {
        return print("Signalbox batch", new JsonSchema(_ -> plugins(catalogue.batchGates())).of(BatchForm.class));
    }

    private static String print(String title, ObjectNode schema) {
        return JsonSchema.print(
                JsonSchema.node().put("$schema", DIALECT).put("title", title).setAll(schema));
    }

    private static ObjectNode providers(Catalogue catalogue) {
        var properties = JsonSchema.node();
        catalogue
                .providers()
                .forEach((name, provider) -> properties.set(
                        name,
                        describe(
                                closed().shortOf(provider.config()),
                                Catalogue.spec(provider).summary())));
        return properties;
    }

    private static ObjectNode slot(Catalogue catalogue, RecordComponent component) {
        return component.getName().equals("score") ? plugins(catalogue.scorers()) : plugins(catalogue.gates());
    }

    /** The name alone where every option may be left out, or a mapping from the name to its options. */
    private static <T> ObjectNode plugins(Map<String, Plugin<T>> plugins) {
        var schema = JsonSchema.node();
        var ways = schema.putArray("anyOf");
        var names = ways.addObject().putArray("enum");
        var mapping = ways.addObject()
                .put("type", "object")
                .put("additionalProperties", false)
                .put("minProperties", 1)
                .put("maxProperties", 1)
                .putObject("properties");
        plugins.forEach((name, plugin) -> {
            if (Records.components(plugin.config()).stream().allMatch(Records::isOptional)) {
                names.add(name);
            }
            var options = closed().shortOf(plugin.config());
            mapping.set(name, describe(options, plugin.descriptor().summary()));
        });
        return schema;
    }

    private static ObjectNode describe(ObjectNode schema, String summary) {
        return schema.put("description", summary);
    }

    private static JsonSchema closed() {
        return new JsonSchema(component -> JsonSchema.node());
    }
}
