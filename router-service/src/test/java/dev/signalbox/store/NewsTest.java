package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresFixture.class)
final class NewsTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Database database;
    private final SnapshotStore snapshots;
    private final News news;
    private final AtomicInteger promotions = new AtomicInteger();
    private final AtomicInteger keys = new AtomicInteger();

    NewsTest(Database database) {
        this.database = database;
        snapshots = new SnapshotStore(database);
        news = new News(database);
        news.on(News.PROMOTIONS, promotions::incrementAndGet);
        news.on(News.KEYS, keys::incrementAndGet);
    }

    @BeforeEach
    void listen() {
        news.start();
        snapshots.save("s1", "knn", "{}", "{}");
        await().until(() -> promotions.get() == 1); // each looks for itself once it listens
    }

    @AfterEach
    void close() {
        news.close();
    }

    @Test
    void promotion_ofAnotherReplica_isHeardSoon() {
        snapshots.promote("auto", "s1");

        await().atMost(SOON).until(() -> promotions.get() == 2);
        assertThat(keys).hasValue(1);
    }

    @Test
    void rollback_isHeardToo() {
        snapshots.promote("auto", "s1");
        // two changes at once may be told once
        await().atMost(SOON).until(() -> promotions.get() == 2);
        snapshots.rollback("auto");

        await().atMost(SOON).until(() -> promotions.get() == 3);
    }

    @Test
    void listener_thatThrows_hearsTheNextOne() {
        news.on(News.PROMOTIONS, () -> {
            throw new IllegalStateException("away");
        });
        snapshots.promote("auto", "s1");
        await().atMost(SOON).until(() -> promotions.get() == 2);
        snapshots.promote("auto", "s1");
        await().atMost(SOON).until(() -> promotions.get() == 3);
    }

    @Test
    void connection_killed_isReplacedAndWhatWasMissedLookedFor() {
        int killed = database.jdbc().sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND query = 'LISTEN signalbox'""").query(Integer.class).single();
        assertThat(killed).isEqualTo(1);
        snapshots.promote("auto", "s1");

        await().atMost(Duration.ofSeconds(5)).until(() -> promotions.get() >= 2 && keys.get() >= 2);
        int before = promotions.get();
        snapshots.promote("auto", "s1");
        await().atMost(SOON).until(() -> promotions.get() > before);
    }
}
