package dev.signalbox.yaml;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How single values are read. */
final class Scalars {

    static final String DURATION = "[0-9]{1,9}(ms|s|m|h|d)";
    private static final Pattern DURATIONS = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final Map<Class<?>, Reading> READINGS = Map.ofEntries(
            Map.entry(String.class, text("text", text -> text)),
            Map.entry(Duration.class, text("a duration such as 100ms, 3s or 5m", Scalars::duration)),
            Map.entry(Word.class, new Reading("a name or a number", null, Word::new)),
            Map.entry(URI.class, text("an absolute URL", Scalars::uri)),
            Map.entry(boolean.class, truth()),
            Map.entry(Boolean.class, truth()),
            Map.entry(int.class, number("a whole number", number -> number.intValueExact())),
            Map.entry(Integer.class, number("a whole number", number -> number.intValueExact())),
            Map.entry(long.class, number("a whole number", number -> number.longValueExact())),
            Map.entry(Long.class, number("a whole number", number -> number.longValueExact())),
            Map.entry(double.class, number("a number", Scalars::finite)),
            Map.entry(Double.class, number("a number", Scalars::finite)),
            Map.entry(
                    Usd.class,
                    number("US dollars >= 0 with at most six decimals", number -> Usd.parse(number.toPlainString()))));

    private Scalars() {}

    /**
     * @param expected for people
     * @param kind that the scalar must be of; null for text and numbers alike
     * @param parse throws {@link IllegalArgumentException} or {@link ArithmeticException} for any other text
     */
    record Reading(String expected, Yaml.@Nullable Kind kind, Function<String, Object> parse) {
        Optional<Object> read(Yaml.Scalar scalar) {
            if (kind == null ? !isNamed(scalar) : scalar.kind() != kind) {
                return Optional.empty();
            }
            try {
                return Optional.of(parse.apply(scalar.text()));
            } catch (IllegalArgumentException | ArithmeticException e) {
                return Optional.empty();
            }
        }
    }

    private static boolean isNamed(Yaml.Scalar scalar) {
        return scalar.kind() == Yaml.Kind.TEXT || scalar.kind() == Yaml.Kind.NUMBER;
    }

    static Reading of(Class<?> type) {
        if (type.isEnum()) {
            return constant(type);
        }
        var reading = READINGS.get(type);
        if (reading == null) {
            throw new IllegalArgumentException("binder: cannot bind " + type.getName());
        }
        return reading;
    }

    /** A default as if it stood in the file. */
    static Yaml.Scalar written(Place place, String text) {
        var kind = text.equals("true") || text.equals("false")
                ? Yaml.Kind.BOOLEAN
                : text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?") ? Yaml.Kind.NUMBER : Yaml.Kind.TEXT;
        return new Yaml.Scalar(place, text, kind);
    }

    private static Reading text(String expected, Function<String, Object> parse) {
        return new Reading(expected, Yaml.Kind.TEXT, parse);
    }

    private static Reading number(String expected, Function<BigDecimal, Object> parse) {
        return new Reading(expected, Yaml.Kind.NUMBER, text -> parse.apply(new BigDecimal(text)));
    }

    private static Reading truth() {
        return new Reading("true or false", Yaml.Kind.BOOLEAN, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    private static Reading constant(Class<?> type) {
        var constants = Arrays.stream(type.getEnumConstants())
                .map(constant -> (Enum<?>) constant)
                .toArray(Enum<?>[]::new);
        return text(
                "one of " + String.join(", ", Binder.kebab(constants)),
                text -> Arrays.stream(constants)
                        .filter(constant -> Records.kebab(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(text)));
    }

    private static Object finite(BigDecimal number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(number.toString());
        }
        return value;
    }

    private static Object duration(String text) {
        var matcher = DURATIONS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Object uri(String text) {
        var uri = URI.create(text);
        if (!uri.isAbsolute()) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }
}
