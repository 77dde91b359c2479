package dev.signalbox.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutcomeFileTest {

    private static final String GOOD =
            "{\"id\": \"1\", \"prompt\": \"Ünï 你好 مرحبا\", \"scores\": {\"a\": 1, \"b\": null}, \"costs\": {\"a\": 0.002}, \"split\": \"train\", \"extra\": [1]}\n";

    @TempDir
    private Path folder = Path.of("");

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path write(String text) throws IOException {
        return write("set.jsonl", text.getBytes(UTF_8));
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void read_goodRow_keepsWhatItSays() throws IOException {
        var row = OutcomeFile.read(write(GOOD)).getFirst();

        assertThat(row.prompt()).isEqualTo("Ünï 你好 مرحبا");
        assertThat(row.scores()).containsOnlyKeys("a");
        assertThat(row.microUsd()).containsEntry("a", 2000.0);
        assertThat(row.split()).isEqualTo("train");
        assertThat(row.domain()).isEmpty();
    }

    @Test
    void read_gzipWithoutItsEnding_isKnownByContent() throws IOException {
        assertThat(OutcomeFile.read(write("set.jsonl", gzip(GOOD)))).hasSize(1);
    }

    @Test
    void read_truncatedGzip_saysSo() throws IOException {
        var whole = gzip(GOOD.repeat(1).replace("Ünï", "x".repeat(5000)));
        var file = write("set.jsonl.gz", Arrays.copyOf(whole, whole.length - 12));

        assertThatThrownBy(() -> OutcomeFile.read(file))
                .isInstanceOf(BadOutcomesException.class)
                .hasMessageContaining("breaks off")
                .hasMessageContaining("set.jsonl.gz");
    }

    @Test
    void read_longAndEmptyPrompts_areKept() throws IOException {
        var text =
                "{\"id\": \"1\", \"prompt\": \"" + "word ".repeat(40_000) + "\"}\n{\"id\": \"2\", \"prompt\": \"\"}\n";

        assertThat(OutcomeFile.read(write(text)))
                .extracting(row -> row.prompt().length())
                .containsExactly(200_000, 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            {"id": "2", "prompt": "p", "scores": {"a": 1.5}} | scores.a: 1.5, expected a number within [0, 1]
            {"id": "2", "prompt": "p", "scores": {"a": -0.1}} | scores.a: -0.1, expected a number within [0, 1]
            {"id": "2", "prompt": "p", "scores": {"a": NaN}} | not JSON: Non-standard token 'NaN'
            {"id": "2", "prompt": "p", "scores": {"a": "1"}} | scores.a: "1", expected a number
            {"id": "2", "prompt": "p", "scores": {"a": 1, "a": 0}} | not JSON: Duplicate
            {"id": "2", "prompt": "p", "scores": [1]} | scores: [1], expected numbers by expert
            {"id": "2", "prompt": "p", "costs": {"a": -1}} | costs.a: -1000000.0, expected a number of at least 0
            {"id": "2", "prompt": "p", "contaminated": "no"} | contaminated: "no", expected true or false
            {"id": "2"} | prompt: missing, expected text
            {"id": 2, "prompt": "p"} | id: 2, expected text
            {"id": "1", "prompt": "p"} | id: "1" stands in line 1 too, expected unique ids
            {"id": "2", "prompt": "p" | not JSON
            [1] | a ARRAY, expected a JSON object
            """)
    void read_wrongLine_namesFileLineAndField(String line, String expected) throws IOException {
        var file = write(GOOD + line.strip() + "\n");

        assertThatThrownBy(() -> OutcomeFile.read(file))
                .isInstanceOf(BadOutcomesException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(expected.strip());
    }

    @Test
    void read_notUtf8_saysSo() throws IOException {
        var file = write("set.jsonl", new byte[] {'{', (byte) 0xff, '}'});

        assertThatThrownBy(() -> OutcomeFile.read(file)).hasMessageContaining("UTF-8");
    }

    @Test
    void read_noFileOrNoRows_saysSo() throws IOException {
        assertThatThrownBy(() -> OutcomeFile.read(folder.resolve("none"))).hasMessageContaining("no such file");
        var empty = write("\n\n");
        assertThatThrownBy(() -> OutcomeFile.read(empty)).hasMessageContaining("no rows");
    }
}
