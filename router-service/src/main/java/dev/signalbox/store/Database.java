package dev.signalbox.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * PostgreSQL, migrated and pooled; it starts beside the rest of the service, and whoever needs it waits for it.
 *
 * <p>The embedded server is watched and started again if it dies.
 */
public final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(250);

    private final DatabaseSettings settings;
    private final CompletableFuture<HikariDataSource> ready = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper;
    private volatile DatabaseSettings.@Nullable Target target;

    private Database(DatabaseSettings settings, Supplier<PostgresServer> embedded) {
        this.settings = settings;
        this.keeper = Thread.ofPlatform().name("database").unstarted(() -> keep(embedded));
    }

    /** Begins to start; returns at once. The caller holds the home's lock. */
    public static Database start(Home home, DatabaseSettings settings) {
        return start(home, settings, home.run());
    }

    /**
     * @param programs folder for the embedded server's programs
     */
    static Database start(Home home, DatabaseSettings settings, Path programs) {
        var database = new Database(settings, () -> PostgresServer.of(home, programs));
        database.keeper.start();
        return database;
    }

    /** Waits until it is up, and throws if it cannot be started. */
    public DataSource dataSource() {
        try {
            // the keeper bounds its own steps; this only guards against waiting without end
            return ready.get(settings.startTimeout().plusMinutes(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the database did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
    }

    /** For single statements. */
    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource());
    }

    /** For several statements that hold together; use {@link #jdbc} inside. */
    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource()));
    }

    /** A connection of its own, outside of the pool, for whoever keeps it for long; waits until the database is up. */
    Connection dedicated() throws SQLException {
        dataSource();
        var reached = target;
        if (reached == null) {
            throw new IllegalStateException("the database is not open");
        }
        return DriverManager.getConnection(reached.url(), connection(reached));
    }

    /** Up now, without waiting. */
    public boolean isUp() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(Supplier<PostgresServer> embedded) {
        PostgresServer server = null;
        try {
            if (settings.embedded()) {
                server = embedded.get();
                server.start();
            }
            var target = server == null
                    ? new DatabaseSettings.Target(settings.url(), settings.user(), settings.password())
                    : server.target();
            open(target);
            watch(server);
        } catch (RuntimeException e) {
            if (!ready.completeExceptionally(e)) {
                log.error("the database is no longer watched", e);
            }
        } finally {
            shut(server);
        }
    }

    private void open(DatabaseSettings.Target target) {
        awaitConnection(target);
        var pool = pool(target, settings.connections());
        try {
            Flyway.configure().dataSource(pool).load().migrate();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        this.target = target;
        ready.complete(pool);
    }

    private void watch(@Nullable PostgresServer server) {
        while (!closed(WATCH)) {
            try {
                revive(server);
            } catch (RuntimeException e) {
                log.error("embedded PostgreSQL cannot be looked after, next try in {}", WATCH, e);
            }
        }
    }

    private static void revive(@Nullable PostgresServer server) {
        if (server != null && server.isDead()) {
            log.error("embedded PostgreSQL has died: starting it again");
            server.start();
        }
    }

    private void shut(@Nullable PostgresServer server) {
        ready.completeExceptionally(new IllegalStateException("the database is closed"));
        if (!ready.isCompletedExceptionally()) {
            ready.join().close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void awaitConnection(DatabaseSettings.Target target) {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (true) {
            try {
                DriverManager.getConnection(target.url(), connection(target)).close();
                return;
            } catch (SQLException e) {
                if (isFinal(e) || System.nanoTime() > deadline || closed(RETRY)) {
                    throw new IllegalStateException(
                            "signalbox.database: no connection to " + target + " (" + e.getMessage() + ")", e);
                }
            }
        }
    }

    /** Waiting does not help against a wrong password (28…) or a database that does not exist (3D000). */
    private static boolean isFinal(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return state.startsWith("28") || state.equals("3D000");
    }

    private boolean closed(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static HikariDataSource pool(DatabaseSettings.Target target, int connections) {
        var config = new HikariConfig();
        config.setPoolName("signalbox");
        config.setJdbcUrl(target.url());
        config.setDataSourceProperties(connection(target));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(3_000);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = '30s'");
        return new HikariDataSource(config);
    }

    /** Nothing waits for ever on a server that is gone; in seconds. */
    private static Properties connection(DatabaseSettings.Target target) {
        var properties = new Properties();
        properties.setProperty("user", target.user());
        properties.setProperty("password", target.password());
        properties.setProperty("ApplicationName", "signalbox");
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        // the detail of a refused row is its content, which does not belong in a log
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }
}
