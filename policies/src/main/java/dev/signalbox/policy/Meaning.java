package dev.signalbox.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.signalbox.yaml.At;
import java.lang.reflect.RecordComponent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hashes what a file means rather than how it is written: comments, order of keys and spelled-out defaults do not count. */
final class Meaning {

    private Meaning() {}

    /** Sixteen hexadecimal digits over {@code values}, which are records, collections and plain values. */
    static String hash(Object... values) {
        try {
            var bytes = canonical(List.of(values)).getBytes(UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String canonical(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case At<?> at -> canonical(at.value());
            case Record record -> record(record);
            case Set<?> set -> set.stream().map(Meaning::canonical).sorted().collect(joining(",", "{", "}"));
            case Collection<?> items -> items.stream().map(Meaning::canonical).collect(joining(",", "[", "]"));
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, String>();
                map.forEach((key, item) -> sorted.put(canonical(key), canonical(item)));
                yield sorted.toString();
            }
            case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            default -> value.toString();
        };
    }

    private static String record(Record record) {
        return Stream.of(record.getClass().getRecordComponents())
                .map(component -> component.getName() + "=" + canonical(read(record, component)))
                .collect(joining(",", "(", ")"));
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
