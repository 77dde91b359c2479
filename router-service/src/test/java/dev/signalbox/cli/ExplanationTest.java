package dev.signalbox.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class ExplanationTest {

    private static String printed(String decision) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, UTF_8);
        new Explanation(Api.JSON.readTree(decision)).print(new Terminal(stream, stream, false));
        return out.toString(UTF_8);
    }

    @Test
    void print_single_namesTheExpertAndItsFallback() {
        assertThat(printed("{\"policy\": \"auto\", \"expert\": \"a\", \"fallback\": [\"b\"], \"refusal\": null}"))
                .startsWith("policy auto → a, if it fails b");
    }

    @Test
    void print_mix_namesAllWithTheirShares() {
        assertThat(printed("""
                {"policy": "soft", "expert": "a+b", "fallback": ["a", "b"], "refusal": null,
                 "mix": [{"expert": "a", "weight": 0.624}, {"expert": "b", "weight": 0.376}]}""")).startsWith("policy soft → a 0.62 + b 0.38, mixed, if it fails a, b");
    }
}
