package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.cli.bench.RandomMoe;
import dev.signalbox.moe.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class PlanOptionsTest {

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
    })
    void sheet_wrongOption_namesIt(String option, String value, String problem) {
        assertThatExceptionOfType(VerbException.class)
                .isThrownBy(() -> sheet("--plan", option, value))
                .withMessageContaining(problem);
    }

    private static String sheet(String... arguments) throws IOException {
        var verb = new Verb();
        new CommandLine(verb).parseArgs(arguments);
        assertThat(verb.options.wanted()).isTrue();
        var model = RandomMoe.write(folder.resolve("random.gguf"), new RandomMoe.Shape(512, 256, 512, 3));
        return verb.options.sheet(GgufModel.read(model), folder.resolve("models"));
    }
}
