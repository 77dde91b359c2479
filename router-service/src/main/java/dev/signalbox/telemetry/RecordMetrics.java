package dev.signalbox.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.DoubleSupplier;

/** What an operator watches of the records. */
final class RecordMetrics {

    final Counter accepted;
    final Counter written;
    final Counter unspooled;
    final Counter rejected;
    final Counter lost;

    private final MeterRegistry registry;

    RecordMetrics(MeterRegistry registry) {
        this.registry = registry;
        accepted = counter("accepted", "Records taken from the request path");
        written = counter("written", "Records handed to the database; one may count twice after a crash");
        unspooled = counter("unspooled", "Records held in memory because the disk did not take them");
        rejected = counter("rejected", "Records that the database refuses, kept in rejected.jsonl");
        lost = counter("lost", "Records dropped because disk and memory were full, or after the end");
    }

    void watch(DoubleSupplier spooledBytes, DoubleSupplier lagSeconds) {
        Gauge.builder("signalbox.records.spooled", spooledBytes::getAsDouble)
                .description("Records on disk that are not in the database yet")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("signalbox.records.lag", lagSeconds::getAsDouble)
                .description("Age of the oldest record that could not be written yet")
                .baseUnit("seconds")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("signalbox.records." + name)
                .description(description)
                .register(registry);
    }
}
