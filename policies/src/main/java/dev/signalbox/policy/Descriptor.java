package dev.signalbox.policy;

import dev.signalbox.yaml.Records;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * What people read about a plug-in: the docs, the dashboard and the schema render this.
 *
 * @param kind which slot it fills
 * @param name as policy and roster files call it
 * @param paper where the method comes from; empty when it is plain arithmetic
 * @param summary one line
 * @param learned whether it needs a snapshot
 * @param asks whether it asks experts before it scores
 * @param options in the order of its {@code Config} record
 */
public record Descriptor(
        Kind kind, String name, String paper, String summary, boolean learned, boolean asks, List<Option> options) {

    public Descriptor {
        options = List.copyOf(options);
    }

    static List<Option> options(Class<? extends Record> config) {
        return Records.components(config).stream().map(Option::of).toList();
    }

    /** The slots of a policy file, a batch or a roster file. */
    public enum Kind {
        SCORER,
        GATE,
        BATCH_GATE,
        PROVIDER
    }

    /**
     * @param name its key
     * @param type for people
     * @param required whether it must be given
     * @param otherwise the default as written in a file; empty when there is none
     * @param doc one line
     */
    public record Option(String name, String type, boolean required, String otherwise, String doc) {
        static Option of(RecordComponent component) {
            return new Option(
                    Records.key(component),
                    Records.typeName(component.getGenericType()),
                    !Records.isOptional(component),
                    Records.otherwise(component).orElse(""),
                    Records.doc(component));
        }
    }
}
