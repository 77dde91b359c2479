package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.cli.bench.RandomMoe;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.Passage;
import dev.signalbox.moe.gate.Phase;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.gate.Topic;
import dev.signalbox.moe.gate.TraceHeader;
import dev.signalbox.moe.gate.TraceWriter;
import dev.signalbox.moe.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class PlanOptionsTest {

    private static final int EXPERTS = 8;

    private static final String[] ROOM_FOR_ONE = {
        "--plan", "--device", "CPU:8GiB", "--device", "CUDA0:262MiB", "--slots", "1", "--context", "256"
    };

    @TempDir
    static Path folder;

    @Command
    private static final class Verb implements Runnable {
        @Mixin
        private PlanOptions options = new PlanOptions();

        @Override
        public void run() {}
    }

    @Test
    void sheet_deviceByHand_tableReasonsAndSetting() throws IOException {
        var sheet =
                sheet("--plan", "--device", "CPU:8GiB", "--device", "CUDA0:262MiB", "--slots", "1", "--context", "256");
        assertThat(sheet)
                .startsWith("device  weights")
                .contains("CUDA0", "262.0 MiB", "keep theirs on the processor")
                .containsPattern("placement: \\{layers: 4, overrides: \\['.*_exps.*=CPU'\\]\\}");
    }

    @Test
    void sheet_traceOfTheModel_layersByMeasuredUse() throws IOException {
        var trace = trace("even.trace", new GateShape(3, EXPERTS)).toString();
        assertThat(sheet(ROOM_FOR_ONE)).contains("use not measured").contains("blk\\.(0|1)\\.");
        assertThat(sheet(ROOM_FOR_ONE, "--trace", trace))
                .contains("by measured use")
                .contains("blk\\.(1|2)\\.");
    }

    @Test
    void sheet_traceOfAnotherModel_saysWhose() throws IOException {
        var trace = trace("other.trace", new GateShape(3, EXPERTS + 1)).toString();
        assertThatExceptionOfType(VerbException.class)
                .isThrownBy(() -> sheet("--plan", "--trace", trace))
                .withMessage(
                        "--trace: of tiny, 3 layers of 9 experts, expected one of a model with 3 layers of 8 experts");
    }

    /** All experts of the first layer are in use, and two of every other. */
    private static Path trace(String name, GateShape shape) throws IOException {
        var file = folder.resolve(name);
        try (var writer = TraceWriter.create(file, new TraceHeader("tiny", shape, false))) {
            var routing = new TokenRouting(shape.layers(), 2);
            for (int token = 0; token < shape.experts(); token++) {
                routing.begin(TokenRouting.UNTOLD, Phase.REPLY, token);
                for (int layer = 0; layer < shape.layers(); layer++) {
                    routing.choose(layer, 0, layer == 0 ? token : 0, 1);
                    routing.choose(layer, 1, layer == 0 ? (token + 1) % shape.experts() : 1, 1);
                    routing.settle(layer, 0);
                }
                writer.routed(new Passage(0, Topic.UNKNOWN), routing);
            }
        }
        return file;
    }

    @Test
    void sheet_thisMachine_onTheProcessor() throws IOException {
        assertThat(sheet("--plan")).contains("CPU").doesNotContain("placement:");
    }

    @ParameterizedTest
    @CsvSource({
        "--device,CUDA0,expected NAME:SIZE",
        "--device,CUDA0:8,expected an amount of memory",
        "--device,CPU:1MiB,CPU needs",
        "--slots,0,'--slots: 0, expected 1 to 256'",
        "--context,99999,'--context: 99999, expected 1 to 4096'",
        "--kv-type,q9,'expected one of f32, f16'",
        "--trace,nowhere.trace,'--trace: nowhere.trace'",
    })
    void sheet_wrongOption_namesIt(String option, String value, String problem) {
        assertThatExceptionOfType(VerbException.class)
                .isThrownBy(() -> sheet("--plan", option, value))
                .withMessageContaining(problem);
    }

    private static String sheet(String[] arguments, String... more) throws IOException {
        return sheet(Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private static String sheet(String... arguments) throws IOException {
        var verb = new Verb();
        new CommandLine(verb).parseArgs(arguments);
        assertThat(verb.options.wanted()).isTrue();
        var model = RandomMoe.write(folder.resolve("random.gguf"), new RandomMoe.Shape(512, 256, 512, 3));
        return verb.options.sheet(GgufModel.read(model), folder.resolve("models"));
    }
}
