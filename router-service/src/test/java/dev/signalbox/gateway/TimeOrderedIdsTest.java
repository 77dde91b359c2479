package dev.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TimeOrderedIdsTest {

    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final Ids ids = new TimeOrderedIds(() -> Instant.ofEpochMilli(millis.get()), new Random(1));

    @Test
    void next_sameMillisecond_areUnique() {
        var seen = new HashSet<String>();
        for (int round = 0; round < 10_000; round++) {
            assertThat(seen.add(ids.next("req"))).isTrue();
        }
    }

    @Test
    void next_laterMillisecond_sortsLater() {
        var before = ids.next("req");
        millis.incrementAndGet();

        assertThat(ids.next("req")).isGreaterThan(before).matches("req_[0-9a-z]{26}");
    }
}
