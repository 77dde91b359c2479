package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.store.GateStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresFixture.class)
final class GateStoreTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:20:00Z");

    private final GateStore store;

    GateStoreTest(Database database) {
        store = new GateStore(database);
    }

    private static Row row(String model, String domain, int layer, Long... uses) {
        long tokens = List.of(uses).stream().mapToLong(each -> each).sum();
        var mass = List.of(uses).stream().map(each -> each / 2.0).toList();
        return new Row(model, domain, "en", "REPLY", layer, tokens, tokens / 4.0, List.of(uses), mass);
    }

    @Test
    void add_sameHourFromTwoReplicas_rowsAddUp() {
        store.add(NOW, List.of(row("m1", "sums", 0, 1L, 2L, 12L), row("m1", "sums", 1, 5L, 0L, 0L)));
        store.add(NOW.plusSeconds(60), List.of(row("m1", "sums", 0, 10L, 0L, 3L), row("m1", "tales", 0, 1L, 1L, 1L)));
        assertThat(store.since("m1", NOW.minusSeconds(3600)))
                .containsExactly(
                        row("m1", "sums", 0, 11L, 2L, 15L),
                        row("m1", "sums", 1, 5L, 0L, 0L),
                        row("m1", "tales", 0, 1L, 1L, 1L));
    }

    @Test
    void since_severalHours_sumsThoseAsked() {
        store.add(NOW, List.of(row("m2", "sums", 0, 1L, 2L)));
        store.add(NOW.plus(Duration.ofHours(2)), List.of(row("m2", "sums", 0, 10L, 20L)));
        store.add(NOW.plus(Duration.ofHours(3)), List.of(row("m2", "sums", 0, 100L, 0L)));
        assertThat(store.since("m2", NOW.plus(Duration.ofHours(1)))).containsExactly(row("m2", "sums", 0, 110L, 20L));
        assertThat(store.since("m2", NOW.minus(Duration.ofHours(1)))).containsExactly(row("m2", "sums", 0, 111L, 22L));
        assertThat(store.since("other", NOW)).isEmpty();
    }

    @Test
    void forgetBefore_oldHours_areGone() {
        store.add(NOW, List.of(row("m3", "sums", 0, 1L, 2L)));
        store.add(NOW.plus(Duration.ofDays(40)), List.of(row("m3", "sums", 0, 5L, 5L)));
        assertThat(store.forgetBefore(NOW.plus(Duration.ofDays(30)))).isPositive();
        assertThat(store.since("m3", NOW.minus(Duration.ofDays(1)))).containsExactly(row("m3", "sums", 0, 5L, 5L));
    }
}
