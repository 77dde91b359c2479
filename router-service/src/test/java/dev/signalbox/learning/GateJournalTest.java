package dev.signalbox.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.store.Database;
import dev.signalbox.store.GateStore;
import dev.signalbox.store.PostgresFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows of models that nobody watches any more. */
@ExtendWith(PostgresFixture.class)
final class GateJournalTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicInteger looks = new AtomicInteger();
    private final GateStore store;
    private final InnerGates unwatched;

    GateJournalTest(Database database, @TempDir Path home) {
        store = new GateStore(database);
        unwatched = new InnerGates(new LocalProvider(home, new SplittableRandom(1)), store, now::get);
    }

    @Test
    void write_nothingIsWatched_forgetsOldRowsEachHour() {
        add("old", NOW.minus(Duration.ofDays(91)));
        add("ageing", NOW.minus(Duration.ofDays(90)).plus(Duration.ofHours(1)));
        add("young", NOW.minus(Duration.ofDays(1)));

        try (var journal = new GateJournal(unwatched, Duration.ofMillis(5), clock())) {
            journal.afterSingletonsInstantiated();
            await().until(() -> !kept("old"));
            now.set(NOW.plus(Duration.ofMinutes(59)));
            awaitTwoLooks();
            assertThat(kept("ageing")).as("within the hour").isTrue();
            now.set(NOW.plus(Duration.ofMinutes(61)));
            await().until(() -> !kept("ageing"));
        }

        assertThat(kept("young")).isTrue();
    }

    private InstantSource clock() {
        return () -> {
            looks.incrementAndGet();
            return now.get();
        };
    }

    /** The second began after the time was set. */
    private void awaitTwoLooks() {
        int before = looks.get();
        await().until(() -> looks.get() >= before + 2);
    }

    private boolean kept(String model) {
        return !store.since(model, Instant.EPOCH).isEmpty();
    }

    private void add(String model, Instant at) {
        store.add(at, List.of(new GateStore.Row(model, "", "", "REPLY", 0, 1, 0.5, List.of(1L), List.of(1.0))));
    }
}
