package dev.signalbox.moe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainMemoryTest {

    private static final String MACHINE = "MemTotal:       8000 kB\nMemFree: 1 kB\nMemAvailable:   6000 kB\n";

    @TempDir
    private Path folder;

    @Test
    void device_machine_whatIsAvailable() throws IOException {
        var device = memory(MACHINE).device();
        assertThat(device.totalBytes()).isEqualTo(8000L << 10);
        assertThat(device.freeBytes()).isEqualTo(6000L << 10);
    }

    @Test
    void device_container_withinItsLimit() throws IOException {
        Files.writeString(folder.resolve("memory.max"), "4096000\n");
        Files.writeString(folder.resolve("memory.current"), "1024000\n");
        var device = memory(MACHINE).device();
        assertThat(device.totalBytes()).isEqualTo(4_096_000);
        assertThat(device.freeBytes()).isEqualTo(3_072_000);
    }

    @Test
    void device_containerThatHoldsFiles_countsThemAsFree() throws IOException {
        Files.writeString(folder.resolve("memory.max"), "4096000\n");
        Files.writeString(folder.resolve("memory.current"), "4000000\n");
        Files.writeString(
                folder.resolve("memory.stat"),
                "anon 1000000\nfile 3000000\ninactive_anon 5\ninactive_file 2500000\nactive_file 500000\n");
        assertThat(memory(MACHINE).device().freeBytes()).isEqualTo(3_096_000);
    }

    @Test
    void device_containerWithoutLimit_asTheMachine() throws IOException {
        Files.writeString(folder.resolve("memory.max"), "max\n");
        assertThat(memory(MACHINE).device().totalBytes()).isEqualTo(8000L << 10);
    }

    @Test
    void device_nothingSaid_unknown() throws IOException {
        assertThat(memory("").device().totalBytes()).isZero();
        assertThat(new MainMemory(folder.resolve("none"), folder).device().totalBytes())
                .isZero();
    }

    private MainMemory memory(String said) throws IOException {
        return new MainMemory(Files.writeString(folder.resolve("meminfo"), said), folder);
    }
}
