package dev.signalbox.telemetry;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All metrics as text for Prometheus. What the JVM tells of itself is joined when somebody first asks. */
public final class MetricsText {

    private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Supplier<Stream<Scraped>> parts;
    private boolean jvmBound;

    /** @param parts told before each reading; asked for then, because they may come up later than this */
    MetricsText(PrometheusMeterRegistry registry, Supplier<Stream<Scraped>> parts) {
        this.registry = registry;
        this.parts = parts;
    }

    /** The form that a client with this {@code Accept} header reads. */
    public String contentType(String accept) {
        return accept.contains("application/openmetrics-text") ? OPEN_METRICS : PLAIN;
    }

    public void write(OutputStream out, String contentType) throws IOException {
        bindJvm();
        parts.get().forEach(Scraped::refresh);
        registry.scrape(out, contentType);
    }

    private synchronized void bindJvm() {
        if (!jvmBound) {
            jvmBound = true;
            List.<MeterBinder>of(
                            new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics())
                    .forEach(binder -> binder.bindTo(registry));
        }
    }
}
