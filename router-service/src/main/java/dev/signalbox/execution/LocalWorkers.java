package dev.signalbox.execution;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.worker.WorkerStatus;
import dev.signalbox.telemetry.Scraped;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** How the workers of local models are, for metrics. */
final class LocalWorkers implements Scraped {

    private final LocalProvider provider;
    private final MultiGauge restarts;
    private final MultiGauge ready;

    LocalWorkers(LocalProvider provider, MeterRegistry meters) {
        this.provider = provider;
        restarts = MultiGauge.builder("signalbox.local.worker.restarts")
                .description("How often the worker of a local model was started again since the model was loaded")
                .register(meters);
        ready = MultiGauge.builder("signalbox.local.worker.ready")
                .description("Whether the worker of a local model is ready: 1, or 0 while it starts or is down")
                .register(meters);
    }

    /** Models come and go. */
    @Override
    public void refresh() {
        register(restarts, WorkerStatus::restarts);
        register(ready, worker -> worker.state() == WorkerStatus.State.READY ? 1 : 0);
    }

    private void register(MultiGauge gauge, ToDoubleFunction<WorkerStatus> value) {
        gauge.register(
                provider.standings().stream()
                        .filter(each -> each.worker().isPresent())
                        .<MultiGauge.Row<?>>map(each -> MultiGauge.Row.of(
                                Tags.of("model", each.name()),
                                value.applyAsDouble(each.worker().orElseThrow())))
                        .toList(),
                true);
    }
}
