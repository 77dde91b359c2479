package dev.signalbox.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other replicas changed, heard at once: PostgreSQL tells of it on a connection that does nothing but listen.
 *
 * <p>What was said while the connection was down is lost, so every listener looks for itself after each new
 * connection. Listeners look now and then in any case; this only makes it quick.
 */
public final class News implements AutoCloseable {

    /** Promotions and their undoing. */
    public static final String PROMOTIONS = "promotions";
    /** Keys that were made or revoked. */
    public static final String KEYS = "keys";

    private static final Logger log = LoggerFactory.getLogger(News.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration RETRY_MOST = Duration.ofSeconds(5);

    private final Database database;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("news").unstarted(this::listen);

    public News(Database database) {
        this.database = database;
    }

    /** Has {@code listener} called on the listening thread after each change of this kind, and whenever one may be missed. */
    public void on(String kind, Runnable listener) {
        listeners.computeIfAbsent(kind, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }

    private void listen() {
        var pause = RETRY;
        while (!closed(Duration.ZERO)) {
            try (var connection = database.dedicated()) {
                subscribe(connection);
                pause = RETRY;
                tell(listeners.keySet());
                hear(connection);
            } catch (SQLException | IllegalStateException e) {
                if (closed(pause)) {
                    return;
                }
                log.warn("news of other replicas come late until the database is reached again: {}", e.getMessage());
                pause = pause.multipliedBy(2).compareTo(RETRY_MOST) < 0 ? pause.multipliedBy(2) : RETRY_MOST;
            }
        }
    }

    private static void subscribe(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("LISTEN signalbox");
        }
    }

    private void hear(Connection connection) throws SQLException {
        var ear = connection.unwrap(PGConnection.class);
        while (!closed(Duration.ZERO)) {
            var news = ear.getNotifications((int) PATIENCE.toMillis());
            if (news != null && news.length > 0) {
                tell(Stream.of(news).map(PGNotification::getParameter).collect(Collectors.toSet()));
            } else if (!connection.isValid((int) PATIENCE.toSeconds())) {
                throw new SQLException("the connection that listens is dead");
            }
        }
    }

    private void tell(Set<String> kinds) {
        for (var kind : kinds) {
            for (var listener : listeners.getOrDefault(kind, List.of())) {
                try {
                    listener.run();
                } catch (RuntimeException e) {
                    log.warn("a change of {} could not be taken over, next try soon: {}", kind, e.getMessage());
                }
            }
        }
    }

    private boolean closed(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
