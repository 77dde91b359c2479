package dev.signalbox.yaml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a: 1\\nb: [1, 2               | f.yaml:2: not YAML
            a: 1\\na: 2                   | f.yaml:2: a: the key stands twice
            a: &x [1]\\nb: *x             | f.yaml:1: Number of aliases
            a: &x [*x]                    | f.yaml:1
            a: !!javax.script.X [1]       | f.yaml:1: not YAML: Global tag is not allowed
            a: !wild 1                    | f.yaml:1: a: tag !wild, expected no tag
            a: 1\\n---\\nb: 2             | f.yaml
            ? [1, 2]\\n: 3                | f.yaml:1: a key that is no text
            # nothing                     | f.yaml:1: empty file
            a:\\n\\t- 1                   | f.yaml:2: not YAML
            """)
    void parse_notPlainYaml_isRefusedWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml.replace("\\n", "\n").replace("\\t", "\t")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parse_aliasBomb_isRefusedAtOnce() {
        var yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            yaml.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }

        assertThatThrownBy(() -> parse(yaml.toString())).isInstanceOf(ConfigException.class);
    }

    @Test
    void parse_deepNesting_isRefused() {
        assertThatThrownBy(() -> parse("a: " + "[".repeat(5000) + "]".repeat(5000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Nesting Depth");
    }

    @Test
    void parse_otherEncoding_isRefusedWithItsLine() {
        assertThatThrownBy(() -> Yaml.parse("f.yaml", "a: 1\nb: caf\u00e9".getBytes(ISO_8859_1)))
                .hasMessage("f.yaml:2: not UTF-8 at byte 11, expected UTF-8 text");
    }

    @Test
    void parse_byteOrderMark_isSkipped() {
        assertThat(parse("\uFEFFa: 1"))
                .isInstanceOfSatisfying(
                        Yaml.Mapping.class,
                        mapping ->
                                assertThat(mapping.entries().getFirst().key()).isEqualTo("a"));
    }

    @Test
    void parse_tooLarge_isRefused() {
        assertThatThrownBy(() -> Yaml.parse("f.yaml", new byte[5 << 20])).hasMessageContaining("expected at most");
    }

    private static Yaml parse(String yaml) {
        return Yaml.parse("f.yaml", yaml.getBytes(UTF_8));
    }
}
