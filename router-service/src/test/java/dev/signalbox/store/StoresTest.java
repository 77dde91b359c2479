package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.store.CatalogStore.ExpertRow;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresFixture.class)
final class StoresTest {

    private final Database database;
    private final CatalogStore catalog;
    private final SnapshotStore snapshots;

    StoresTest(Database database) {
        this.database = database;
        catalog = new CatalogStore(database);
        snapshots = new SnapshotStore(database);
    }

    @Test
    void rosterVersion_sameContent_keepsItsNumber() {
        var experts = List.of(new ExpertRow("local/sums", "{\"price\": 1}"), new ExpertRow("local/atlas", "{}"));
        long first = catalog.rosterVersion("hash-a", experts);
        long second = catalog.rosterVersion("hash-b", experts);

        assertThat(second).isGreaterThan(first);
        assertThat(catalog.rosterVersion("hash-a", experts)).isEqualTo(first);
    }

    @Test
    void recordPolicy_changedContent_keepsTheOldVersion() {
        assertThat(catalog.recordPolicy("auto", "v1", "policy: auto")).isTrue();
        assertThat(catalog.recordPolicy("auto", "v1", "policy: auto")).isFalse();
        assertThat(catalog.recordPolicy("auto", "v2", "policy: auto # new")).isTrue();

        assertThat(catalog.policyContent("auto", "v1")).contains("policy: auto");
        assertThat(catalog.policyContent("auto", "v2")).contains("policy: auto # new");
        assertThat(catalog.policyContent("auto", "v3")).isEmpty();
    }

    @Test
    void promote_twice_lastOneIsCurrentAndTheFirstCanReturn() {
        snapshots.save("s1", "knn", "{\"k\": 0.30000001192092896}", "{}");
        snapshots.save("s2", "cluster", "{}", "{\"right\": 0.93}");
        assertThat(snapshots.current("auto")).isEmpty();

        snapshots.promote("auto", "s1");
        snapshots.promote("auto", "s2");
        assertThat(snapshots.current("auto").orElseThrow().id()).isEqualTo("s2");

        snapshots.promote("auto", "s1");
        assertThat(snapshots.current("auto").orElseThrow().content()).contains("0.30000001192092896");
        assertThat(snapshots.current("other")).isEmpty();
        assertThat(snapshots.list()).extracting(SnapshotStore.Listed::id).containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void rollback_stepByStep_endsAtWhatComesWithSignalbox() {
        snapshots.save("s1", "knn", "{}", "{}");
        snapshots.save("s2", "knn", "{}", "{}");
        snapshots.save("s3", "knn", "{}", "{}");
        assertThat(snapshots.rollback("auto")).isFalse();
        snapshots.promote("auto", "s1");
        snapshots.promote("auto", "s2");

        assertThat(snapshots.rollback("auto")).isTrue();
        assertThat(current()).isEqualTo("s1");
        snapshots.promote("auto", "s3");
        assertThat(snapshots.rollback("auto")).isTrue();
        assertThat(current()).isEqualTo("s1");
        assertThat(snapshots.rollback("auto")).isTrue();
        assertThat(snapshots.current("auto")).isEmpty();
        assertThat(snapshots.rollback("auto")).isFalse();
        assertThat(snapshots.promotions("auto", 10)).hasSize(6);
    }

    private String current() {
        return snapshots.current("auto").orElseThrow().id();
    }

    @Test
    void freeze_staysWithItsPromotion() {
        snapshots.save("s1", "knn", "{}", "{}");
        snapshots.save("s2", "knn", "{}", "{}");

        assertThat(snapshots.freeze("auto", true)).isFalse();
        assertThat(snapshots.isFrozen("auto")).isFalse();
        snapshots.promote("auto", "s1", true);
        assertThat(snapshots.isFrozen("auto")).isTrue();
        snapshots.promote("auto", "s2");
        assertThat(snapshots.isFrozen("auto")).isFalse();
        assertThat(snapshots.rollback("auto")).isTrue();
        assertThat(snapshots.isFrozen("auto")).isTrue();
        assertThat(snapshots.freeze("auto", false)).isTrue();
        assertThat(snapshots.promotions("auto", 1).getFirst().frozen()).isFalse();
    }

    @Test
    void alone_whileSomebodyFreezes_waitsAndSeesIt() throws Exception {
        snapshots.save("s1", "knn", "{}", "{}");
        snapshots.promote("auto", "s1");
        var frozen = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var freezing = threads.submit(() -> snapshots.alone("auto", () -> {
                boolean done = snapshots.freeze("auto", true);
                frozen.countDown();
                return done && await(goOn);
            }));
            frozen.await();

            var promoting = threads.submit(() -> snapshots.alone("auto", () -> snapshots.isFrozen("auto")));
            Awaitility.await().until(this::somebodyWaits);
            assertThat(snapshots.alone("other", () -> "not held up")).isEqualTo("not held up");
            goOn.countDown();

            assertThat(freezing.get()).isTrue();
            assertThat(promoting.get()).as("sees that it is frozen").isTrue();
        }
    }

    @Test
    void alone_changeThatThrows_isUndone() {
        snapshots.save("s1", "knn", "{}", "{}");

        assertThatThrownBy(() -> snapshots.alone("auto", () -> {
                    snapshots.promote("auto", "s1");
                    throw new IllegalStateException("no record of it");
                }))
                .hasMessage("no record of it");

        assertThat(snapshots.promotions("auto", 1)).isEmpty();
    }

    @Test
    void now_whileAJudgementIsStored_waitsAndIsLater() throws Exception {
        var stored = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var storing = threads.submit(() -> database.transactions().execute(_ -> {
                database.jdbc().sql("""
                                INSERT INTO feedback (id, created_at, tenant, key_id, query_id, reward, comment)
                                VALUES ('f', '2020-01-01', 't', 'k', 'q', 1, '')""").update();
                stored.countDown();
                return await(goOn);
            }));
            stored.await();

            var now = threads.submit(() -> new DecisionStore(database).now());
            Awaitility.await().until(this::somebodyWaits);
            goOn.countDown();

            assertThat(storing.get()).isTrue();
            assertThat(now.get())
                    .isAfter(database.jdbc()
                            .sql("SELECT stored_at FROM feedback")
                            .query((row, _) -> row.getTimestamp(1).toInstant())
                            .single());
        }
    }

    private boolean somebodyWaits() {
        return database.jdbc()
                .sql("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
                .query(Boolean.class)
                .single();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void lastPromotion_eachPromotion_grows() {
        assertThat(snapshots.lastPromotion()).isZero();
        snapshots.save("s1", "knn", "{}", "{}");
        snapshots.promote("auto", "s1");
        long first = snapshots.lastPromotion();
        snapshots.promote("other", "s1");

        assertThat(first).isPositive();
        assertThat(snapshots.lastPromotion()).isGreaterThan(first);
    }

    /** However many uses are on record: made to look for an index, PostgreSQL finds one that holds no uses. */
    @Test
    void steerings_lookedUp_readsTheirOwnIndex() {
        var plan = database.transactions().execute(_ -> {
            database.jdbc().sql("SET LOCAL enable_seqscan = off").update();
            return database.jdbc()
                    .sql("EXPLAIN " + AuditLog.STEERINGS)
                    .query(String.class)
                    .list();
        });

        assertThat(plan).anyMatch(line -> line.contains("audit_of_steerings"));
    }

    @Test
    void promote_unknownSnapshot_throws() {
        assertThatThrownBy(() -> snapshots.promote("auto", "nope")).hasMessageContaining("snapshot: \"nope\"");
    }
}
