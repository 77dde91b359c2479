package dev.signalbox.learning;

import dev.signalbox.evaluate.Drift;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.telemetry.Scraped;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The health of all policies as metrics; looked at now and then beside the scrapes, never by them. */
final class HealthGauges implements Scraped {

    private static final Logger LOG = LoggerFactory.getLogger(HealthGauges.class);
    private static final Duration EVERY = Duration.ofMinutes(5);

    private final CurrentPolicies policies;
    private final PolicyHealth health;
    private final InstantSource clock;
    private final MultiGauge churn;
    private final MultiGauge stability;
    private final MultiGauge tail;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Instant due = Instant.MIN;

    HealthGauges(CurrentPolicies policies, PolicyHealth health, MeterRegistry meters, InstantSource clock) {
        this.policies = policies;
        this.health = health;
        this.clock = clock;
        this.churn =
                gauge(meters, "churn", "Share of recent decisions that the snapshot before would have made otherwise");
        this.stability =
                gauge(meters, "drift", "Population stability index of recent questions against the training's");
        this.tail = gauge(meters, "tail", "Share of the training's rare clusters that recent questions fall into");
    }

    @Override
    public void refresh() {
        if (clock.instant().isAfter(due) && looking.compareAndSet(false, true)) {
            due = clock.instant().plus(EVERY);
            Thread.ofVirtual().name("policy-health").start(() -> {
                try {
                    look();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private void look() {
        var reports = new ArrayList<PolicyHealth.Report>();
        for (var policy : policies.get().learners()) {
            try {
                reports.add(health.of(policy));
            } catch (RuntimeException e) {
                LOG.warn("the health of policy {} is not known: {}", policy, e.getMessage());
            }
        }
        show(churn, reports, PolicyHealth.Report::churn);
        show(stability, reports, report -> report.drift().map(Drift::stability));
        show(tail, reports, report -> report.drift().map(Drift::tailCovered));
    }

    private static void show(
            MultiGauge gauge,
            List<PolicyHealth.Report> reports,
            Function<PolicyHealth.Report, Optional<Double>> value) {
        gauge.register(
                reports.stream()
                        .flatMap(report -> value.apply(report).stream()
                                .<MultiGauge.Row<?>>map(
                                        found -> MultiGauge.Row.of(Tags.of("policy", report.policy()), found)))
                        .toList(),
                true);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder("signalbox.policy." + name)
                .description(description)
                .register(meters);
    }
}
