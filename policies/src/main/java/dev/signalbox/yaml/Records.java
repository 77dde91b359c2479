package dev.signalbox.yaml;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What reflection knows of a record that files are bound to; read by the binder, the schema and the catalogue alike. */
public final class Records {

    private Records() {}

    public static List<RecordComponent> components(Class<?> type) {
        return List.of(type.getRecordComponents());
    }

    /** The key in a file: {@code firstToken} is {@code first-token}. */
    public static String key(RecordComponent component) {
        return component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The keys that the record gives a meaning to. */
    public static List<String> keys(Class<?> type) {
        return components(type).stream()
                .filter(component -> !isRest(component))
                .map(Records::key)
                .toList();
    }

    static boolean isRest(RecordComponent component) {
        return component.isAnnotationPresent(Rest.class);
    }

    public static Optional<String> otherwise(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Option.class))
                .map(Option::otherwise)
                .filter(text -> !text.isEmpty());
    }

    public static String doc(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Option.class))
                .map(Option::value)
                .orElse("");
    }

    /** Whether a file holds it as a mapping: a record that is not a single value. */
    static boolean isMapping(Class<?> type) {
        return type.isRecord() && type != Usd.class && type != Word.class;
    }

    static boolean isNullable(RecordComponent component) {
        return nullable(component) || nullable(component.getAnnotatedType());
    }

    private static boolean nullable(AnnotatedElement element) {
        return element.isAnnotationPresent(Nullable.class);
    }

    /** Whether the key may be left out. */
    public static boolean isOptional(RecordComponent component) {
        if (otherwise(component).isPresent() || isNullable(component)) {
            return true;
        }
        if (component.getGenericType() instanceof ParameterizedType generic) {
            return generic.getRawType() != At.class;
        }
        var type = component.getType();
        return isMapping(type) && components(type).stream().allMatch(Records::isOptional);
    }

    /** For people, such as {@code list of text}. */
    public static String typeName(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            var last = typeName(arguments[arguments.length - 1]);
            return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
                case "List" -> "list of " + last;
                case "Set" -> "set of " + last;
                case "Map" -> "mapping to " + last;
                default -> last;
            };
        }
        var plain = (Class<?>) type;
        return isMapping(plain)
                ? "mapping with " + String.join(", ", keys(plain))
                : Scalars.of(plain).expected();
    }

    static Object empty(Class<?> raw) {
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        return raw == Set.class ? Set.of() : List.of();
    }

    static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
        var parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        var constructor = type.getDeclaredConstructor(parameters);
        constructor.setAccessible(true);
        return constructor;
    }
}
