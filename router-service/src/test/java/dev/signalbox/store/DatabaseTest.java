package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class DatabaseTest {

    @TempDir
    private Path root;

    @Test
    void start_embedded_keepsDataAndRevivesDeadServer() throws Exception {
        var home = new Home(root);
        try (var database = Database.start(home, embedded(), PostgresFixture.TARGET)) {
            database.jdbc()
                    .sql("INSERT INTO snapshots (id, scorer, content) VALUES ('s', 'knn', '{}')")
                    .update();

            survivesUnreadablePidFile(home.data().resolve("postgres"));
            assertThat(count(database)).isEqualTo(1);

            Postmaster.of(home.data().resolve("postgres"))
                    .orElseThrow()
                    .process()
                    .destroyForcibly();

            await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(() -> count(database) == 1);
        }
        assertThat(Postmaster.of(home.data().resolve("postgres"))).isEmpty();
        try (var again = Database.start(home, embedded(), PostgresFixture.TARGET)) {
            assertThat(count(again)).isEqualTo(1);
        }
    }

    @Test
    void dataSource_externalDown_saysWhereItLooked() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var url = "jdbc:postgresql://127.0.0.1:" + port + "/signalbox";
        var settings = new DatabaseSettings(url, "someone", "secret", Duration.ofMillis(300), 2);
        try (var database = Database.start(new Home(root), settings)) {
            assertThatThrownBy(database::dataSource)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("signalbox.database: no connection to " + url + " as someone")
                    .hasMessageContaining("refused")
                    .message()
                    .doesNotContain("secret");
        }
    }

    @Test
    void settings_badUrl_namesKeyAndExpectation() {
        assertThatThrownBy(() -> new DatabaseSettings("mysql://x", "u", "p", Duration.ofSeconds(1), 4))
                .hasMessageContaining("signalbox.database.url: \"mysql://x\", expected jdbc:postgresql:");
    }

    @Test
    void take_homeInUse_namesTheHolder() {
        var home = new Home(root);
        try (var _ = HomeLock.take(home)) {
            assertThatThrownBy(() -> HomeLock.take(home))
                    .hasMessageContaining(root.toString())
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    /** The watch meets a folder where the file was; the server goes on, is not touched, and stays watched. */
    private static void survivesUnreadablePidFile(Path folder) throws Exception {
        var file = folder.resolve("postmaster.pid");
        var aside = folder.resolve("postmaster.aside");
        var process = Postmaster.of(folder).orElseThrow().process();
        var log = (Logger) LoggerFactory.getLogger(Database.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try {
            Files.move(file, aside);
            Files.createDirectory(file);
            await().until(() -> List.copyOf(lines.list).stream()
                    .anyMatch(line -> line.getMessage().contains("cannot be looked after")));
        } finally {
            log.detachAppender(lines);
            Files.delete(file);
            Files.move(aside, file);
        }
        assertThat(Postmaster.of(folder).orElseThrow().process()).isEqualTo(process);
    }

    private static DatabaseSettings embedded() {
        return new DatabaseSettings("", "", "", Duration.ofSeconds(30), 4);
    }

    private static long count(Database database) {
        return database.jdbc()
                .sql("SELECT count(*) FROM snapshots")
                .query(Long.class)
                .single();
    }
}
