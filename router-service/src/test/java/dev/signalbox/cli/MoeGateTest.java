package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.Passage;
import dev.signalbox.moe.gate.Phase;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.gate.Topic;
import dev.signalbox.moe.gate.TraceHeader;
import dev.signalbox.moe.gate.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a trace to what people read, and to a steering that a roster takes. */
final class MoeGateTest {

    private static final GateShape SHAPE = new GateShape(1, 4);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... arguments) {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.commandLine(new Terminal(stream, stream, false), new App(folder))
                .execute(arguments);
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Of a model that uses one expert for everything. */
    private Path trace(String domain, int expert) throws IOException {
        var file = folder.resolve(domain + ".trace");
        try (var writer = TraceWriter.create(file, new TraceHeader("tiny", SHAPE, false))) {
            var passage = new Passage(1, new Topic(domain, "en"));
            for (int position = 0; position < 32; position++) {
                var routing = new TokenRouting(1, 1).begin(TokenRouting.UNTOLD, Phase.REPLY, position);
                routing.choose(0, 0, expert, 1);
                routing.settle(0, 0);
                writer.routed(passage, routing);
            }
        }
        return file;
    }

    @Test
    void gate_trace_printsEachFigure() throws IOException {
        assertThat(run("moe", "gate", trace("sums", 3).toString())).isZero();
        assertThat(told())
                .contains("tiny: 1 layers of 4 experts; 0 tokens read, 32 written")
                .contains("3 : 1.000")
                .contains("sums")
                .containsPattern("0 +32 +0.000 +0.000 +4.000 +1.732 +0.750 +– +1.000");
    }

    @Test
    void gate_json_isAsTheApiGivesIt() throws IOException {
        assertThat(run("moe", "gate", "--json", trace("sums", 3).toString())).isZero();
        assertThat(told()).contains("\"reply_tokens\" : 32").contains("\"max_over_mean\" : 4.0");
    }

    @Test
    void trace_unknownModel_namesThoseThereAre() {
        assertThat(run("moe", "trace", "nobody", "--home", folder.toString(), "--out", folder.resolve("t") + ""))
                .isEqualTo(1);
        assertThat(told())
                .contains("\"nobody\": no such file")
                .contains("local/sums")
                .doesNotContain("\tat ");
    }

    @Test
    void gate_noTrace_saysSo() throws IOException {
        var file = Files.writeString(folder.resolve("other"), "text");
        assertThat(run("moe", "gate", file.toString())).isEqualTo(1);
        assertThat(told()).contains("other: not a routing trace");
    }

    @Test
    void steer_twoTraces_steeringIsWhatARosterTakes() throws IOException {
        var arguments = new String[] {
            "moe",
            "steer",
            "--reference",
            trace("sums", 3).toString(),
            "--target",
            trace("tales", 1).toString(),
            "--strength",
            "2",
            "--name",
            "more-sums"
        };
        assertThat(run(arguments)).isZero();
        var file = Files.writeString(folder.resolve("steering.yaml"), told());
        var read = SteeringFile.read(file);
        assertThat(read.name()).isEqualTo("more-sums");
        assertThat(read.steerings().get("more-sums").get("0").bias()).containsExactly(Map.entry("3", 2.0));
    }
}
