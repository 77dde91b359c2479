package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostmasterTest {

    private final Path folder;
    private final Path link;
    private final Path file;
    /** Looks like a server of the folder, named through the link. */
    private final Process process;

    PostmasterTest(@TempDir Path root) throws IOException {
        folder = Files.createDirectories(root.resolve("real/postgres"));
        link = Files.createSymbolicLink(root.resolve("link"), root.resolve("real"))
                .resolve("postgres");
        file = folder.resolve("postmaster.pid");
        process = new ProcessBuilder("sh", "-c", "read line", "postgres", "-D", link.toString()).start();
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(file, process.pid() + "\n" + link + "\n");
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void of_folderNamedThroughALink_isTheSameServer() {
        assertThat(Postmaster.of(link)).isPresent();
        assertThat(Postmaster.of(folder)).isPresent();
    }

    @Test
    void forget_livingServer_keepsItsFile() {
        Postmaster.forget(folder);
        assertThat(file).exists();
    }

    @Test
    void forget_endedServer_removesItsFile() throws Exception {
        end();
        Postmaster.forget(folder);
        assertThat(file).doesNotExist();
        assertThat(Postmaster.of(folder)).isEmpty();
    }

    @Test
    void forget_numberOfAnotherProcess_removesTheFile() throws IOException {
        Files.writeString(file, ProcessHandle.current().pid() + "\n");
        assertThat(Postmaster.of(folder)).isEmpty();
        Postmaster.forget(folder);
        assertThat(file).doesNotExist();
    }

    @Test
    void forget_halfWrittenFile_keepsIt() throws IOException {
        Files.writeString(file, "");
        Postmaster.forget(folder);
        assertThat(file).exists();
    }

    @Test
    void forget_unreadableFile_throwsAndKeepsIt() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> Postmaster.forget(folder)).isInstanceOf(UncheckedIOException.class);
        assertThat(file).exists();
    }
}
