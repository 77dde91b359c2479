package dev.signalbox.experts.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | PT2S",
                " 0 | PT0S",
                "1.5 | PT1.5S",
                "999999 | PT24H",
                "Thu, 01 Jan 2026 00:01:00 GMT | PT1M",
                "Wed, 31 Dec 2025 00:01:00 GMT | PT0S"
            })
    void parse_secondsOrDate_isAWait(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "NaN", "1e99", "2026-01-01T00:00:00Z"})
    void parse_anythingElse_isNone(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEmpty();
    }
}
