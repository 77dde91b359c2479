package dev.signalbox.execution;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.adapter.AdapterTally.Counts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** What became of the adapters that local replies wanted, as metrics. */
final class AdapterGauges implements MeterBinder {

    private static final String ROOT = "signalbox.adapters.";

    private final LocalProvider provider;

    AdapterGauges(LocalProvider provider) {
        this.provider = provider;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        counter(meters, "hits", "Adapters that replies wanted and that were in memory", Counts::hits);
        counter(meters, "loads", "Adapters that replies wanted and that were loaded", Counts::loads);
        counter(meters, "evictions", "Adapters given up for others", Counts::evictions);
        gauge(meters, "resident", "Adapters in memory", Counts::resident);
        gauge(meters, "bytes", "Memory that adapters take", Counts::bytes);
    }

    private void counter(MeterRegistry meters, String name, String description, ToDoubleFunction<Counts> of) {
        FunctionCounter.builder(ROOT + name, provider, each -> of.applyAsDouble(each.adapterCounts()))
                .description(description)
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<Counts> of) {
        Gauge.builder(ROOT + name, provider, each -> of.applyAsDouble(each.adapterCounts()))
                .description(description)
                .register(meters);
    }
}
