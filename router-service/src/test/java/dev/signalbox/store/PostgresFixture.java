package dev.signalbox.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test method or constructor an empty, migrated {@link Database}; use it with {@code @ExtendWith}.
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
        return parameter.getParameter().getType() == Database.class;
    }

    @Override
    public Database resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).database;
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Shared.class, _ -> new Shared(), Shared.class);
    }

    private static final class Shared implements AutoCloseable {

        private final HomeLock lock;
        private final PostgresServer server;
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
            var url = admin.url().replaceFirst("/postgres$", "/test");
            database = Database.start(
                    home, new DatabaseSettings(url, admin.user(), admin.password(), Duration.ofSeconds(10), 4));
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
