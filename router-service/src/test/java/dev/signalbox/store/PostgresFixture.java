package dev.signalbox.store;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test method or constructor an empty, migrated {@link Database}, and an {@link Outage} of it; use it with
 * {@code @ExtendWith}.
 *
 * <p>One embedded server serves the whole test run. Its data folder stays in {@code target} from run to run, because
 * making one takes seconds; the database inside is new in each run.
 */
public final class PostgresFixture implements ParameterResolver, BeforeEachCallback {

    static final Path TARGET = Path.of("target").toAbsolutePath();

    @Override
    public void beforeEach(ExtensionContext context) {
        shared(context).empty();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Database.class || type == Outage.class || type == Address.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var shared = shared(context);
        var type = parameter.getParameter().getType();
        if (type == Database.class) {
            return shared.database;
        }
        return type == Address.class ? shared.address : new Outage(shared.server);
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Shared.class, _ -> new Shared(), Shared.class);
    }

    /** Where the database is, for tests that open it themselves, as an external one. */
    public record Address(String url, String user, String password) {}

    /** The server, for tests that need it away; whoever begins an outage ends it. */
    public static final class Outage {

        private final PostgresServer server;

        private Outage(PostgresServer server) {
            this.server = server;
        }

        /** Kills the server where it stands. */
        public void begin() {
            server.process().destroyForcibly();
            await().until(() -> !server.isRunning());
        }

        /** Starts it again at the same address; it recovers what was committed. */
        public void end() {
            server.start();
        }
    }

    private static final class Shared implements AutoCloseable {

        private final HomeLock lock;
        private final PostgresServer server;
        private final Address address;
        private final Database database;

        private Shared() {
            var home = new Home(TARGET.resolve("test-home"));
            lock = HomeLock.take(home);
            server = PostgresServer.of(home, TARGET);
            server.start();
            var admin = server.target();
            try (var connection = DriverManager.getConnection(admin.url(), admin.user(), admin.password());
                    var statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS test WITH (FORCE)");
                statement.execute("CREATE DATABASE test");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            address = new Address(admin.url().replaceFirst("/postgres$", "/test"), admin.user(), admin.password());
            database = Database.start(
                    home,
                    new DatabaseSettings(address.url(), address.user(), address.password(), Duration.ofSeconds(10), 4));
        }

        private void empty() {
            var tables = database.jdbc().sql("""
                            SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables
                            WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history'""").query(String.class).single();
            database.jdbc().sql("TRUNCATE " + tables + " CASCADE").update();
        }

        @Override
        public void close() {
            database.close();
            server.close();
            lock.close();
        }
    }
}
