package dev.signalbox.telemetry;

import dev.signalbox.store.Database;
import dev.signalbox.store.Home;
import dev.signalbox.store.HomeLock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordSettings.class)
class TelemetryConfiguration {

    private static final long SEGMENT_BYTES = 8 << 20;

    @Bean
    PrometheusMeterRegistry meters() {
        return Meters.registry();
    }

    @Bean
    MetricsText metricsText(PrometheusMeterRegistry meters, ObjectProvider<Scraped> parts) {
        return new MetricsText(meters, parts::stream);
    }

    // the lock is asked for because two processes must never share a spool
    @Bean
    SpoolingRecorder recorder(
            Home home, HomeLock lock, Database database, RecordSettings settings, MeterRegistry meters)
            throws IOException {
        var folder = home.data().resolve("spool");
        var spool = Spool.open(folder, SEGMENT_BYTES);
        var destination = new SpoolingRecorder.Destination(
                new RecordTables(database), new Rejects(folder.resolve("rejected.jsonl")));
        var metrics = new RecordMetrics(meters);
        return new SpoolingRecorder(spool, destination, metrics, settings, InstantSource.system());
    }
}
