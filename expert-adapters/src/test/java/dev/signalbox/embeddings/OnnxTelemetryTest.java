package dev.signalbox.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxTelemetryTest {

    /** What the child does: loads the model and embeds, as the service does. */
    static void main(String[] args) throws EmbedderUnavailableException {
        try (var embedder = BgeSmallEmbedder.load()) {
            embedder.embed("What is the capital of Peru?");
        }
    }

    @Test
    void load_freshHome_leavesNoEventsThere(@TempDir Path home) throws IOException, InterruptedException {
        var arguments =
                Files.writeString(home.resolve("java.args"), "-cp \"" + System.getProperty("java.class.path") + "\"\n");
        var child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + home,
                "-Duser.home=" + home,
                "@" + arguments,
                OnnxTelemetryTest.class.getName());
        child.environment().put("HOME", home.toString());
        child.environment().remove("ORT_DISABLE_TELEMETRY");
        var process = child.inheritIO().start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        try (var files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> home.relativize(file).toString()))
                    .noneMatch(name -> name.contains("onnxruntime.db") || name.contains("deviceid"));
        }
    }
}
