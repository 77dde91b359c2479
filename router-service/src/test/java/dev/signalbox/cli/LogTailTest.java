package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {

    @TempDir
    private Path folder = Path.of("");

    private Path log(String text) throws IOException {
        return Files.writeString(folder.resolve("signalbox.log"), text);
    }

    @Test
    void lastMessage_entry_leavesTheFrontOut() throws IOException {
        var log = log("2026-01-01T00:00:00Z INFO  [database] PostgresBinaries: unpacking PostgreSQL into /x: y\n");

        assertThat(new LogTail(log, 0).lastMessage()).hasValue("unpacking PostgreSQL into /x: y");
    }

    @Test
    void lastMessage_springsOwnForm_leavesTheFrontOut() throws IOException {
        var log = log("2026-01-01T00:00:00Z  INFO 1 --- [main] o.s.Tomcat   : Tomcat started\n");

        assertThat(new LogTail(log, 0).lastMessage()).hasValue("Tomcat started");
    }

    @Test
    void fresh_appended_readsOnlyTheNew() throws IOException {
        var log = log("one\n");
        var tail = new LogTail(log, LogTail.end(log));
        Files.writeString(log, "two\n", StandardOpenOption.APPEND);

        assertThat(tail.fresh()).isEqualTo("two\n");
        assertThat(tail.fresh()).isEmpty();
    }

    @Test
    void fresh_rotated_readsFromTheStart() throws IOException {
        var log = log("a long first file\n");
        var tail = new LogTail(log, LogTail.end(log));
        log("new\n");

        assertThat(tail.fresh()).isEqualTo("new\n");
    }

    @Test
    void last_manyLines_keepsTheLastOnes() throws IOException {
        assertThat(new LogTail(log("1\n2\n\n3\n"), 0).last(2)).containsExactly("2", "3");
    }
}
