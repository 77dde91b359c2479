package dev.signalbox.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.store.Database;
import dev.signalbox.store.PostgresFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.util.FileSystemUtils;

@ExtendWith(PostgresFixture.class)
final class SpoolingRecorderTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InstantSource CLOCK = InstantSource.fixed(Records.AT.plusSeconds(9));
    private static final RecordSettings SETTINGS = new RecordSettings(
            Duration.ofMillis(5),
            50,
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            true,
            false);

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Database database;

    SpoolingRecorderTest(Database database) {
        this.database = database;
    }

    @Test
    void record_entry_fillsTheColumns() throws IOException {
        try (var recorder = recorder(new RecordTables(database))) {
            recorder.record(Records.entry("q1"));
            assertThat(recorder.flush(LONG)).isTrue();
        }
        assertThat(row("SELECT * FROM decisions"))
                .containsEntry("query_id", "q1")
                .containsEntry("tenant", "acme")
                .containsEntry("policy_version", "v1")
                .containsEntry("roster_version", 3L)
                .containsEntry("snapshot", "snapshot-9")
                .containsEntry("seed", 42L)
                .containsEntry("plan_kind", "single")
                .containsEntry("expert", "local/sums")
                .containsEntry("propensity", 0.98)
                .containsEntry("utility", 0.89);
        assertThat(row("SELECT * FROM outcomes"))
                .containsEntry("expert", "local/generalist")
                .containsEntry("attempts", 2)
                .containsEntry("failure", null)
                .containsEntry("micro_usd", 60L)
                .containsEntry("prompt_tokens", 20L)
                .containsEntry("completion_tokens", 25L)
                .containsEntry("first_token_micros", 60_000L)
                .containsEntry("latency_micros", 140_000L);
        assertThat(row("SELECT * FROM attempts WHERE ordinal = 1"))
                .containsEntry("expert", "local/sums")
                .containsEntry("failure", "OVERLOADED")
                .containsEntry("exact_usage", false)
                .containsEntry("first_token_micros", null);
        assertThat(row("SELECT candidates -> 1 ->> 'expert' c, denials -> 0 ->> 'reason' d FROM decisions"))
                .containsEntry("c", "local/generalist")
                .containsEntry("d", "has no tag \"eu\"");
        assertThat(row("SELECT created_at::text AS at FROM decisions"))
                .containsEntry("at", "2026-01-02 03:04:05.678901+00");
    }

    @Test
    void record_refusal_hasAnOutcomeWithoutAttempts() throws IOException {
        try (var recorder = recorder(new RecordTables(database))) {
            recorder.record(Records.refusal("q1", "too long"));
        }
        assertThat(row("SELECT plan_kind, expert, plan ->> 'reason' AS reason FROM decisions"))
                .containsEntry("plan_kind", "refusal")
                .containsEntry("expert", null)
                .containsEntry("reason", "TOO_LONG");
        assertThat(row("SELECT failure, attempts, latency_micros FROM outcomes"))
                .containsEntry("failure", "REFUSED")
                .containsEntry("attempts", 0)
                .containsEntry("latency_micros", null);
    }

    @Test
    void record_feedbackTwice_isStoredOnceWithoutWhatPostgresRefuses() throws IOException {
        try (var recorder = recorder(new RecordTables(database))) {
            recorder.record(Records.feedback("f1", "q1", 1));
            recorder.record(Records.feedback("f1", "q1", 1));
        }
        assertThat(row("SELECT * FROM feedback"))
                .containsEntry("reward", 1.0)
                .containsEntry("comment", "fine \uFFFD \uFFFD indeed");
    }

    @Test
    void record_databaseKilledUnderLoad_losesAndDoublesNothing(PostgresFixture.Outage outage) throws Exception {
        int threads = 4;
        int each = 1_500;
        var third = new CountDownLatch(threads);
        var away = new CountDownLatch(1);
        try (var recorder = recorder(new RecordTables(database));
                var pool = Executors.newFixedThreadPool(threads)) {
            for (int t = 0; t < threads; t++) {
                var name = "q-" + t + "-";
                pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        if (i == each / 3) {
                            third.countDown();
                            away.await();
                        }
                        recorder.record(Records.entry(name + i));
                        recorder.record(Records.feedback("f" + name + i, name + i, 0.5));
                    }
                    return null;
                });
            }
            third.await();
            outage.begin();
            away.countDown();
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.flush(Duration.ofMillis(200)))
                    .as("the database is away")
                    .isFalse();
            assertThat(gauge("lag")).isEqualTo(0.0);
            assertThat(gauge("spooled")).isPositive();

            outage.end();
            assertThat(recorder.flush(LONG)).isTrue();
        }
        assertThat(count("decisions")).isEqualTo(threads * each);
        assertThat(count("outcomes")).isEqualTo(threads * each);
        assertThat(count("attempts")).isEqualTo(2 * threads * each);
        assertThat(count("feedback")).isEqualTo(threads * each);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void open_crashAfterCommitBeforeSpoolForgets_doublesNothing() throws IOException {
        var spool = Spool.open(folder, 1 << 20);
        var json = new RecordJson();
        for (int i = 0; i < 20; i++) {
            spool.append(new Frame(Frame.Kind.ENTRY, 0, json.entry(Records.entry("q" + i))));
            spool.append(new Frame(Frame.Kind.FEEDBACK, 0, json.feedback(Records.feedback("f" + i, "q" + i, 1))));
        }
        // committed, but the process dies before Spool.done
        new RecordTables(database).write(spool.read(25, 1 << 20).frames());
        assertThat(count("decisions")).isEqualTo(13);

        try (var recorder = recorder(new RecordTables(database))) {
            assertThat(recorder.flush(LONG)).isTrue();
        }
        assertThat(count("decisions")).isEqualTo(20);
        assertThat(count("attempts")).isEqualTo(40);
        assertThat(count("feedback")).isEqualTo(20);
    }

    @Test
    void close_databaseAway_leavesRecordsForTheNextStart() throws IOException {
        var closed = recorder(_ -> {
            throw new TransientDataAccessResourceException("away");
        });
        closed.record(Records.entry("q1"));
        closed.close();
        assertThat(folder).isNotEmptyDirectory();

        try (var recorder = recorder(new RecordTables(database))) {
            assertThat(recorder.flush(LONG)).isTrue();
        }
        assertThat(count("decisions")).isEqualTo(1);
    }

    @Test
    void record_oneThatTheDatabaseRefuses_isPutAsideAndOthersGoOn() throws IOException {
        try (var recorder = recorder(new RecordTables(database))) {
            for (int i = 0; i < 10; i++) {
                recorder.record(Records.feedback("f" + i, "q", i == 6 ? 7.0 : 1.0));
            }
        }
        assertThat(count("feedback")).isEqualTo(9);
        assertThat(Files.readString(folder.resolve("rejected.jsonl"))).contains("\"f6\"");
        assertThat(meters.counter("signalbox.records.rejected").count()).isEqualTo(1);
    }

    @Test
    void record_diskTakesNoMore_isHeldInMemoryAndCounted() throws IOException {
        var small = folder.resolve("small");
        var spool = Spool.open(small, 1);
        try (var recorder = recorder(spool, new RecordTables(database))) {
            // each record needs a file of its own, and after the first none can be made
            recorder.record(Records.entry("q1"));
            FileSystemUtils.deleteRecursively(small);
            recorder.record(Records.entry("q2"));
            recorder.record(Records.entry("q3"));

            assertThat(recorder.flush(LONG)).isTrue();
        }
        assertThat(count("decisions")).isEqualTo(3);
        assertThat(meters.counter("signalbox.records.unspooled").count()).isEqualTo(2);
        assertThat(meters.counter("signalbox.records.lost").count()).isZero();
    }

    @Test
    void record_closed_countsAsLost() throws IOException {
        var recorder = recorder(new RecordTables(database));
        recorder.close();

        recorder.record(Records.entry("q1"));

        assertThat(meters.counter("signalbox.records.lost").count()).isEqualTo(1);
        assertThat(meters.counter("signalbox.records.unspooled").count()).isZero();
    }

    @Test
    void lag_whileAway_isTheAgeOfTheOldestRecord() throws IOException {
        var away = new AtomicBoolean(true);
        var tables = new RecordTables(database);
        var spool = Spool.open(folder, 1 << 20);
        spool.append(
                new Frame(Frame.Kind.ENTRY, Records.AT.toEpochMilli(), new RecordJson().entry(Records.entry("q1"))));
        try (var recorder = recorder(spool, frames -> {
            if (away.get()) {
                throw new TransientDataAccessResourceException("away");
            }
            tables.write(frames);
        })) {
            await().until(() -> gauge("lag") == 9.0);
            away.set(false);
            assertThat(recorder.flush(LONG)).isTrue();
            await().until(() -> gauge("lag") == 0.0);
        }
    }

    private SpoolingRecorder recorder(RecordSink sink) throws IOException {
        return recorder(Spool.open(folder, 1 << 20), sink);
    }

    private SpoolingRecorder recorder(Spool spool, RecordSink sink) {
        var destination = new SpoolingRecorder.Destination(sink, new Rejects(folder.resolve("rejected.jsonl")));
        return new SpoolingRecorder(spool, destination, new RecordMetrics(meters), SETTINGS, CLOCK);
    }

    private double gauge(String name) {
        return meters.get("signalbox.records." + name).gauge().value();
    }

    private long count(String table) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    private Map<String, Object> row(String sql) {
        return database.jdbc().sql(sql).query().singleRow();
    }
}
