package dev.signalbox.yaml;

import java.util.List;
import java.util.Optional;

/** A YAML document as a tree that knows its lines. Immutable; free of aliases and duplicate keys. */
public sealed interface Yaml {

    Place place();

    /** Reads a whole file; anything but one UTF-8 document of plain YAML is a {@link ConfigException}. */
    static Yaml parse(String file, byte[] bytes) {
        return new Parser(file).parse(bytes);
    }

    /**
     * @param text as written, without quotes
     * @param kind what YAML takes it for
     */
    record Scalar(Place place, String text, Kind kind) implements Yaml {}

    record Sequence(Place place, List<Yaml> items) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** @param entries in file order, no key twice */
    record Mapping(Place place, List<Entry> entries) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<Entry> find(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
        }
    }

    /**
     * @param place of the key
     * @param value may stand on a later line
     */
    record Entry(String key, Place place, Yaml value) {}

    /** What an unquoted scalar means; quoted ones are always text. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NOTHING
    }
}
