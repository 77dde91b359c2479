package dev.signalbox.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BinderTest {

    enum Colour {
        DARK_RED,
        BLUE
    }

    record Leaf(
            @Option("a number") int size,
            @Option(value = "a text", otherwise = "plain") String text) {
        Leaf {
            if (size < 0) {
                throw new IllegalArgumentException("size: " + size + ", expected >= 0");
            }
        }
    }

    record Defaults(
            @Option(value = "how long", otherwise = "3s") Duration howLong,
            @Option(value = "whether", otherwise = "true") boolean whether) {}

    record Everything(
            String text,
            long number,
            double ratio,
            Colour colour,
            Duration time,
            Usd money,
            URI address,
            Leaf leaf,
            List<Leaf> leaves,
            Set<Colour> colours,
            Map<String, Integer> counts,
            Optional<String> maybe,
            @Nullable String nullable,
            Defaults defaults,
            At<String> placed) {}

    private static final String EVERYTHING = """
            text: "7"
            number: 9000000000
            ratio: 1e-3
            colour: dark-red
            time: 5m
            money: 0.15
            address: https://example.org/v1
            leaf: {size: 1}
            leaves: [{size: 2, text: x}, {size: 3}]
            colours: [blue, dark-red]
            counts: {a: 1, b: 2}
            placed: here
            """;

    @Test
    void bind_word_nameOrNumber() {
        record Layers(
                Word layers,
                @Option(value = "more", otherwise = "7") Word more) {}
        assertThat(bind("layers: all", Layers.class).layers()).isEqualTo(new Word("all"));
        assertThat(bind("layers: 12", Layers.class)).isEqualTo(new Layers(new Word("12"), new Word("7")));
        assertThatThrownBy(() -> bind("layers: [1]", Layers.class)).hasMessageContaining("a name or a number");
    }

    @Test
    void bind_everyType_givesValues() {
        var bound = bind(EVERYTHING, Everything.class);

        assertThat(bound)
                .isEqualTo(new Everything(
                        "7",
                        9_000_000_000L,
                        0.001,
                        Colour.DARK_RED,
                        Duration.ofMinutes(5),
                        new Usd(150_000),
                        URI.create("https://example.org/v1"),
                        new Leaf(1, "plain"),
                        List.of(new Leaf(2, "x"), new Leaf(3, "plain")),
                        Set.of(Colour.BLUE, Colour.DARK_RED),
                        Map.of("a", 1, "b", 2),
                        Optional.empty(),
                        null,
                        new Defaults(Duration.ofSeconds(3), true),
                        new At<>("here", new Place("f.yaml", 12, "placed"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            text: "7"        | text: 7            | f.yaml:1: text: 7, expected text
            text: "7"        | text: true         | f.yaml:1: text: true, expected text
            text: "7"        | text:              | f.yaml:1: text: nothing, expected text
            text: "7"        | text: [a]          | f.yaml:1: text: a list of 1, expected text
            number: 9000000000 | number: 1.5      | f.yaml:2: number: 1.5, expected a whole number
            number: 9000000000 | number: 99999999999999999999 | f.yaml:2: number: 99999999999999999999, expected a whole number
            number: 9000000000 | number: "1"      | f.yaml:2: number: "1", expected a whole number
            ratio: 1e-3      | ratio: .inf        | f.yaml:3: ratio: .inf, expected a number
            ratio: 1e-3      | ratio: 1e999       | f.yaml:3: ratio: 1e999, expected a number
            colour: dark-red | colour: DARK_RED   | f.yaml:4: colour: "DARK_RED", expected one of dark-red, blue
            time: 5m         | time: 5 minutes    | f.yaml:5: time: "5 minutes", expected a duration
            money: 0.15      | money: -0.15       | f.yaml:6: money: -0.15, expected US dollars >= 0
            money: 0.15      | money: 0.1234567   | f.yaml:6: money: 0.1234567, expected US dollars
            https://example.org/v1 | example.org  | f.yaml:7: address: "example.org", expected an absolute URL
            leaf: {size: 1}  | leaf: {size: -1}   | f.yaml:8: leaf: size: -1, expected >= 0
            leaf: {size: 1}  | leaf: {}           | f.yaml:8: leaf.size: missing, expected a number
            leaf: {size: 1}  | leaf: 1            | f.yaml:8: leaf: 1, expected a mapping with size, text
            {size: 3}        | {size: 3, tetx: a} | f.yaml:9: leaves[1].tetx: unknown key (did you mean text?), expected one of size, text
            [blue, dark-red] | [blue, blue]       | f.yaml:10: colours: a value stands twice
            counts: {a: 1    | counts: {a: x      | f.yaml:11: counts.a: "x", expected a whole number
            placed: here     | placed: here\\nplaced: there | the key stands twice
            """)
    void bind_wrongValue_namesPlaceValueAndExpectation(String good, String bad, String message) {
        var yaml = EVERYTHING.replace(good, bad.replace("\\n", "\n"));

        assertThatThrownBy(() -> bind(yaml, Everything.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void bind_manyWrongValues_reportsEach() {
        assertThatThrownBy(() -> bind("size: x\ntext: 3\nother: 4", Leaf.class))
                .isInstanceOfSatisfying(
                        ConfigException.class, e -> assertThat(e.problems()).hasSize(3));
    }

    @Property(tries = 200)
    void bind_anyText_comesBack(@ForAll String text) {
        Assume.that(text.codePoints().allMatch(BinderTest::isPrintable));
        var quoted = "size: 1\ntext: \""
                + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";

        assertThat(bind(quoted, Leaf.class).text()).isEqualTo(text);
    }

    @Property(tries = 200)
    void bind_anyAmount_comesBackExactly(@ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long micro) {
        record Cost(Usd usd) {}
        var yaml = "usd: " + java.math.BigDecimal.valueOf(micro, 6).toPlainString();

        assertThat(bind(yaml, Cost.class).usd().micro()).isEqualTo(micro);
    }

    @Property(tries = 200)
    void bind_anyNumber_comesBackExactly(@ForAll @DoubleRange(min = -1e9, max = 1e9) double ratio) {
        record Ratio(double ratio) {}

        assertThat(bind("ratio: " + ratio, Ratio.class).ratio()).isEqualTo(ratio);
    }

    @Property(tries = 200)
    void bind_anyBytes_bindsOrSaysWhy(@ForAll byte[] bytes) {
        try {
            assertThat(Binder.bind("f.yaml", bytes, Leaf.class)).isNotNull();
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    private static boolean isPrintable(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || " .,:#{}[]-'\"\\".indexOf(codePoint) >= 0;
    }

    private static <T extends Record> T bind(String yaml, Class<T> type) {
        return Binder.bind("f.yaml", yaml.getBytes(UTF_8), type);
    }

    @Test
    void nearest_slipOfThePen_isFound() {
        var known = List.of("context", "output", "temperature");

        assertThat(Nearest.to("contxet", known)).hasValue("context");
        assertThat(Nearest.to("Context".toUpperCase(Locale.ROOT), known)).isEmpty();
        assertThat(Nearest.to("zebra", known)).isEmpty();
    }
}
