package dev.signalbox.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MetersTest {

    @Test
    void timer_recorded_hasBucketsThatCount() throws Exception {
        var registry = Meters.registry();
        registry.timer("signalbox.attempts", "expert", "a").record(Duration.ofMillis(30));

        assertThat(text(registry))
                .contains("signalbox_attempts_seconds_bucket{expert=\"a\",le=\"0.025\"} 0")
                .contains("signalbox_attempts_seconds_bucket{expert=\"a\",le=\"0.05\"} 1")
                .contains("signalbox_attempts_seconds_count{expert=\"a\"} 1")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void tag_moreValuesThanTheBound_areCountedTogether() throws Exception {
        var registry = Meters.registry(2);
        for (var expert : new String[] {"a", "b", "c", "d", "a"}) {
            registry.counter("signalbox.asked", "expert", expert).increment();
        }

        assertThat(text(registry))
                .contains("signalbox_asked_total{expert=\"a\"} 2.0")
                .contains("signalbox_asked_total{expert=\"b\"} 1.0")
                .contains("signalbox_asked_total{expert=\"others\"} 2.0");
    }

    @Test
    void contentType_openMetricsWanted_isOpenMetrics() {
        var metrics = new MetricsText(Meters.registry(), Stream::of);
        assertThat(metrics.contentType("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
                .startsWith("application/openmetrics-text");
        assertThat(metrics.contentType("*/*")).startsWith("text/plain");
    }

    private static String text(PrometheusMeterRegistry registry) throws IOException {
        var metrics = new MetricsText(registry, Stream::of);
        var out = new ByteArrayOutputStream();
        metrics.write(out, metrics.contentType(""));
        return out.toString(UTF_8);
    }
}
