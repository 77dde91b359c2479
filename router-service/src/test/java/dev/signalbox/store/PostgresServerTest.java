package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server for all tests, because making its folder takes seconds; each test leaves it running. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresServerTest {

    private final Home home;
    private PostgresServer server;

    PostgresServerTest(@TempDir Path root) {
        home = new Home(root.resolve("with space"));
        server = PostgresServer.of(home, PostgresFixture.TARGET);
        server.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void start_freshFolder_isDurableAndLocal() throws SQLException {
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        assertThat(setting("full_page_writes")).isEqualTo("on");
        assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void start_freshFolder_keepsPasswordFromOthers() throws Exception {
        var secret = home.data().resolve("postgres.password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> DriverManager.getConnection(server.target().url(), PostgresServer.USER, "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
    }

    @Test
    void start_afterServerLeftRunning_takesOverWithItsData() throws SQLException {
        execute("CREATE OR REPLACE VIEW kept AS SELECT 7 AS n");
        var left = server.process();

        server = PostgresServer.of(home, PostgresFixture.TARGET);
        server.start();

        assertThat(server.process()).isNotEqualTo(left);
        assertThat(query("SELECT n FROM kept")).isEqualTo("7");
    }

    @Test
    void start_afterServerKilled_recoversCommittedRows() throws SQLException {
        execute("CREATE OR REPLACE VIEW kept AS SELECT 7 AS n");
        server.process().destroyForcibly();
        await().until(() -> !server.isRunning());

        server.start();

        assertThat(query("SELECT n FROM kept")).isEqualTo("7");
    }

    @Test
    void start_pidFileOfAnotherProcess_isNotMistakenForTheServer() throws Exception {
        server.stop();
        var mine = ProcessHandle.current().pid();
        Files.writeString(home.data().resolve("postgres/postmaster.pid"), mine + "\n" + home.data() + "\n");

        assertThat(server.isRunning()).isFalse();
        server.start();

        assertThat(query("SELECT 1")).isEqualTo("1");
    }

    @Test
    void isDead_pidFileVanished_isNotWhileThePortAnswers() throws Exception {
        var file = home.data().resolve("postgres/postmaster.pid");
        var content = Files.readString(file);
        Files.delete(file);

        assertThat(server.isRunning()).isFalse();
        assertThat(server.isDead()).isFalse();

        Files.writeString(file, content);
        server.stop();
        assertThat(server.isDead()).isTrue();
        server.start();
    }

    @Test
    void start_passwordFileLost_setsANewOne() throws Exception {
        execute("CREATE OR REPLACE VIEW kept AS SELECT 7 AS n");
        Files.delete(home.data().resolve("postgres.password"));

        server = PostgresServer.of(home, PostgresFixture.TARGET);
        server.start();

        assertThat(query("SELECT n FROM kept")).isEqualTo("7");
        assertThat(home.data().resolve("postgres.sql")).doesNotExist();
    }

    @Test
    void of_passwordCannotBeSet_writesNoPasswordFile() throws Exception {
        var secret = home.data().resolve("postgres.password");
        var password = Files.readString(secret);
        var version = home.data().resolve("postgres/PG_VERSION");
        var number = Files.readString(version);
        server.stop();
        Files.delete(secret);
        Files.writeString(version, "1\n");

        assertThatThrownBy(() -> PostgresServer.of(home, PostgresFixture.TARGET))
                .hasMessageContaining("postgres failed");

        assertThat(secret).doesNotExist();
        assertThat(home.data().resolve("postgres.sql")).doesNotExist();
        Files.writeString(version, number);
        Home.writeSecret(secret, password.strip());
        server.start();
        assertThat(query("SELECT 1")).isEqualTo("1");
    }

    private String setting(String name) throws SQLException {
        return query("SHOW " + name);
    }

    private String query(String sql) throws SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = connect()) {
            connection.createStatement().execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        var target = server.target();
        return DriverManager.getConnection(target.url(), target.user(), target.password());
    }
}
