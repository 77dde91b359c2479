package dev.signalbox.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/**
 * The registry of everything an operator watches: histograms with a few buckets that span a local expert's milliseconds
 * and a hosted one's minute, and a bound on how many values a tag can take.
 */
final class Meters {

    /** Distinct values of one tag; what comes beyond them is counted together, under {@value #OTHERS}. */
    private static final int MOST_VALUES = 200;

    private static final String OTHERS = "others";
    private static final Set<String> BOUNDED = Set.of("expert", "deployment", "policy");
    private static final double[] BUCKETS = DoubleStream.of(
                    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
            .map(seconds -> seconds * Duration.ofSeconds(1).toNanos())
            .toArray();

    private Meters() {}

    static PrometheusMeterRegistry registry() {
        return registry(MOST_VALUES);
    }

    static PrometheusMeterRegistry registry(int mostValues) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new Bounded(mostValues)).meterFilter(new Buckets());
        return registry;
    }

    /** Gives every timer the same buckets, so that its quantiles can be summed over replicas. */
    private static final class Buckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return id.getType() == Meter.Type.TIMER
                    ? DistributionStatisticConfig.builder()
                            .serviceLevelObjectives(BUCKETS)
                            .build()
                            .merge(config)
                    : config;
        }
    }

    /** The first values of a tag keep their names: a roster of thousands must not become a hundred thousand series. */
    private static final class Bounded implements MeterFilter {

        private final int most;
        private final java.util.Map<String, Set<String>> known = new ConcurrentHashMap<>();

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public Meter.Id map(Meter.Id id) {
            var tags = id.getTags();
            return tags.stream().noneMatch(tag -> BOUNDED.contains(tag.getKey())) ? id : id.replaceTags(bounded(tags));
        }

        private List<Tag> bounded(List<Tag> tags) {
            return tags.stream()
                    .map(tag -> BOUNDED.contains(tag.getKey()) && !isKnown(tag) ? Tag.of(tag.getKey(), OTHERS) : tag)
                    .toList();
        }

        private boolean isKnown(Tag tag) {
            var values = known.computeIfAbsent(tag.getKey(), _ -> ConcurrentHashMap.newKeySet());
            if (values.contains(tag.getValue())) {
                return true;
            }
            synchronized (values) {
                return values.contains(tag.getValue()) || (values.size() < most && values.add(tag.getValue()));
            }
        }
    }
}
