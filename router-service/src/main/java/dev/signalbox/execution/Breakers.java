package dev.signalbox.execution;

import static java.util.Comparator.comparing;

import dev.signalbox.telemetry.Scraped;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** The states of the circuit breakers in service: how many are in each, and each one's own. */
final class Breakers implements Scraped {

    /** Deployments that get a series of their own; all are counted. */
    private static final int MOST = 200;

    private final CurrentFleet fleet;
    private final MultiGauge each;

    Breakers(CurrentFleet fleet, MeterRegistry meters) {
        this.fleet = fleet;
        this.each = MultiGauge.builder("signalbox.breaker.state")
                .description("Circuit breaker of a deployment: 0 closed, 1 half open, 2 open")
                .register(meters);
        for (var state : Guard.State.values()) {
            Gauge.builder("signalbox.breakers", () -> count(state))
                    .description("Deployments in service by the state of their circuit breaker")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    /** A change of the roster brings and takes deployments. */
    @Override
    public void refresh() {
        each.register(
                fleet.get()
                        .deployments()
                        .sorted(comparing((Deployment one) -> one.card().name()).thenComparing(Deployment::name))
                        .limit(MOST)
                        .<MultiGauge.Row<?>>map(one -> MultiGauge.Row.of(
                                Tags.of("expert", one.card().name(), "deployment", one.name()),
                                () -> one.guard().state().number))
                        .toList(),
                true);
    }

    private long count(Guard.State state) {
        return fleet.get()
                .deployments()
                .filter(deployment -> deployment.guard().state() == state)
                .count();
    }
}
