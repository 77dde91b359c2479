package dev.signalbox.yaml;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds YAML to records and collects everything that is wrong on the way. Not safe for concurrent use; one for each file.
 *
 * <p>Components may be text, numbers, {@link Word}, booleans, enums (kebab-case), {@code Duration}, {@link Usd}, {@code URI}, records,
 * {@code List}, {@code Set}, {@code Map<String, …>}, {@code Optional}, {@link At} and {@link Yaml} itself.
 */
public final class Binder {

    private final List<ConfigException.Problem> problems = new ArrayList<>();

    /** Binds a whole file, or throws with all its problems. */
    public static <T extends Record> T bind(String file, byte[] yaml, Class<T> type) {
        var binder = new Binder();
        var tree = Yaml.parse(file, yaml);
        var bound = binder.bind(tree, type);
        return binder.finish(() -> bound.orElseThrow());
    }

    /** The record, or nothing when there was a problem, which this then knows. */
    public <T extends Record> Optional<T> bind(Yaml tree, Class<T> type) {
        int before = problems.size();
        var bound = record(tree, type);
        return bound == null || problems.size() > before ? Optional.empty() : Optional.of(type.cast(bound));
    }

    /**
     * As {@link #bind(Yaml, Class)}, and nothing at all stands for no options, a lone scalar or list for the first
     * option: {@code top-k: 2} is {@code top-k: {k: 2}}.
     */
    public <T extends Record> Optional<T> bindShort(Yaml tree, Class<T> type) {
        var components = Records.components(type);
        if (tree instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.NOTHING) {
            return bind(new Yaml.Mapping(tree.place(), List.of()), type);
        }
        if (!(tree instanceof Yaml.Mapping) && !components.isEmpty()) {
            var first = Records.key(components.getFirst());
            var entry = new Yaml.Entry(first, tree.place(), tree);
            return bind(new Yaml.Mapping(tree.place(), List.of(entry)), type);
        }
        return bind(tree, type);
    }

    public void report(Place place, String found, String expected) {
        problems.add(new ConfigException.Problem(place, found, expected));
    }

    /** Takes over what another binding found wrong. */
    public void report(ConfigException other) {
        problems.addAll(other.problems());
    }

    /** The unknown key's problem, with the known name nearest to it. */
    public void reportUnknown(Place place, String key, Collection<String> known) {
        var hint = Nearest.to(key, known)
                .map(near -> " (did you mean " + near + "?)")
                .orElse("");
        report(place, "unknown key" + hint, "one of " + known.stream().sorted().collect(joining(", ")));
    }

    /** The value, or a {@link ConfigException} with every problem, in file order. */
    public <T> T finish(Supplier<T> value) {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.stream()
                    .sorted(java.util.Comparator.comparingInt(
                            problem -> problem.place().line()))
                    .toList());
        }
        return value.get();
    }

    private @Nullable Object value(Yaml tree, Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(tree, generic);
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException("binder: cannot bind " + type);
        }
        if (plain == Yaml.class) {
            return tree;
        }
        return Records.isMapping(plain) ? record(tree, plain) : scalar(tree, plain);
    }

    private @Nullable Object generic(Yaml tree, ParameterizedType type) {
        var raw = (Class<?>) type.getRawType();
        var argument = type.getActualTypeArguments()[0];
        if (raw == At.class) {
            var value = value(tree, argument);
            return value == null ? null : new At<>(value, tree.place());
        }
        if (raw == Optional.class) {
            return Optional.ofNullable(value(tree, argument));
        }
        if (raw == List.class) {
            return items(tree, argument);
        }
        if (raw == Set.class) {
            return unique(tree, argument);
        }
        if (raw == Map.class) {
            return map(tree, type.getActualTypeArguments()[1]);
        }
        throw new IllegalArgumentException("binder: cannot bind " + type);
    }

    private @Nullable List<Object> items(Yaml tree, Type element) {
        if (!(tree instanceof Yaml.Sequence sequence)) {
            report(tree.place(), show(tree), "a list");
            return null;
        }
        var items = new ArrayList<Object>();
        for (var item : sequence.items()) {
            var value = value(item, element);
            if (value != null) {
                items.add(value);
            }
        }
        return List.copyOf(items);
    }

    private @Nullable Set<Object> unique(Yaml tree, Type element) {
        var items = items(tree, element);
        if (items == null) {
            return null;
        }
        var set = new LinkedHashSet<>(items);
        if (set.size() < items.size()) {
            report(tree.place(), "a value stands twice", "each value once");
        }
        return Collections.unmodifiableSet(set);
    }

    private @Nullable Map<String, Object> map(Yaml tree, Type element) {
        if (!(tree instanceof Yaml.Mapping mapping)) {
            report(tree.place(), show(tree), "a mapping");
            return null;
        }
        var map = new LinkedHashMap<String, Object>();
        for (var entry : mapping.entries()) {
            var value = value(entry.value(), element);
            if (value != null) {
                map.put(entry.key(), value);
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object scalar(Yaml tree, Class<?> type) {
        var reading = Scalars.of(type);
        if (!(tree instanceof Yaml.Scalar scalar)) {
            report(tree.place(), show(tree), reading.expected());
            return null;
        }
        var value = reading.read(scalar);
        if (value.isEmpty()) {
            report(scalar.place(), show(scalar), reading.expected());
        }
        return value.orElse(null);
    }

    private @Nullable Object record(Yaml tree, Class<?> type) {
        if (!(tree instanceof Yaml.Mapping mapping)) {
            report(tree.place(), show(tree), "a mapping with " + String.join(", ", Records.keys(type)));
            return null;
        }
        int before = problems.size();
        var left = new ArrayList<>(mapping.entries());
        var components = Records.components(type);
        var values = new @Nullable Object[components.size()];
        int rest = -1;
        for (int i = 0; i < values.length; i++) {
            var component = components.get(i);
            if (Records.isRest(component)) {
                rest = i;
                continue;
            }
            var entry = mapping.find(Records.key(component));
            entry.ifPresent(left::remove);
            values[i] = entry.isPresent()
                    ? value(entry.get().value(), component.getGenericType())
                    : absent(mapping, component);
        }
        if (rest >= 0) {
            values[rest] = List.copyOf(left);
        } else {
            left.forEach(entry -> reportUnknown(entry.place(), entry.key(), Records.keys(type)));
        }
        return problems.size() > before ? null : construct(mapping.place(), type, values);
    }

    private @Nullable Object absent(Yaml.Mapping mapping, RecordComponent component) {
        var type = component.getGenericType();
        var place = mapping.place().key(Records.key(component), mapping.place().line());
        var otherwise = Records.otherwise(component);
        if (otherwise.isPresent()) {
            return value(Scalars.written(place, otherwise.get()), type);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() != At.class) {
            return Records.empty((Class<?>) generic.getRawType());
        }
        if (Records.isNullable(component)) {
            return null;
        }
        if (Records.isMapping(component.getType()) && Records.isOptional(component)) {
            return record(new Yaml.Mapping(place, List.of()), component.getType());
        }
        report(place, "missing", expectation(component));
        return null;
    }

    private static String expectation(RecordComponent component) {
        var doc = Records.doc(component);
        return doc.isEmpty() ? "it to be given" : doc;
    }

    private @Nullable Object construct(Place place, Class<?> type, @Nullable Object[] values) {
        try {
            return Records.constructor(type).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                report(place, String.valueOf(wrong.getMessage()), "");
                return null;
            }
            throw new IllegalStateException("constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be constructed", e);
        }
    }

    /** As people would write it, cut short. */
    public static String show(Yaml tree) {
        return switch (tree) {
            case Yaml.Scalar scalar ->
                switch (scalar.kind()) {
                    case NOTHING -> "nothing";
                    case TEXT -> "\"" + cut(scalar.text()) + "\"";
                    case NUMBER, BOOLEAN -> cut(scalar.text());
                };
            case Yaml.Sequence sequence -> "a list of " + sequence.items().size();
            case Yaml.Mapping mapping ->
                mapping.entries().stream().map(Yaml.Entry::key).collect(joining(", ", "a mapping with {", "}"));
        };
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    static List<String> kebab(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Records::kebab).toList();
    }
}
