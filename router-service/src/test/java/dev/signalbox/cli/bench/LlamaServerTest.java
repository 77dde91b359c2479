package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LlamaServerTest {

    private static final MoeBench.Terms TERMS = new MoeBench.Terms(List.of(1, 2), 16, 8, 1, 1);

    @TempDir
    Path folder;

    @Test
    void under_load_everyReplyWholeAndItsOwnTimeCounted() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var classes = Path.of(FakeLlamaServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        var binary = script("exec " + java + " -XX:TieredStopAtLevel=1 -cp " + classes + " "
                + FakeLlamaServer.class.getName() + " \"$@\"");
        try (var server = LlamaServer.start(binary, TERMS, folder.resolve("model.gguf"))) {
            var pace = server.under(new MoeLoad(2, 3, 16, 8), 1);
            assertThat(pace.firstTokenNanos()).isBetween(1L, pace.nanos());
            assertThat(pace.cpuNanos()).isPositive();
        }
    }

    @Test
    void start_programThatEnds_saysWhereItsWordsAre() throws IOException {
        var binary = script("exit 3");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> LlamaServer.start(binary, TERMS, folder.resolve("model.gguf")))
                .withMessageStartingWith("llama-server ended with 3; by hand it says why: " + binary.file())
                .withMessageContaining(" --parallel 2 ");
    }

    private LlamaServer.Binary script(String line) throws IOException {
        var file = Files.writeString(folder.resolve("llama-server"), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        try (var socket = new ServerSocket(0)) {
            return new LlamaServer.Binary(file, socket.getLocalPort());
        }
    }
}
