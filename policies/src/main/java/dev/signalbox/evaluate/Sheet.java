package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Gauge;
import dev.signalbox.evaluate.metric.Hull;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import dev.signalbox.evaluate.metric.Resamples;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One router's readings, before they are compared with the others'. */
record Sheet(String name, Map<Metric, Reading> readings, List<Hull.Point> curve) {

    static Sheet of(String name, List<Gauge> gauges, List<Hull.Point> curve, Resamples resamples) {
        var readings = new EnumMap<Metric, Reading>(Metric.class);
        for (var gauge : gauges) {
            var read = resamples.read(gauge);
            for (int i = 0; i < read.length; i++) {
                readings.put(gauge.metrics().get(i), read[i]);
            }
        }
        return new Sheet(name, readings, curve);
    }

    /** With further readings, of as many draws for every router. */
    Sheet with(Map<Metric, Reading> more) {
        var all = new EnumMap<Metric, Reading>(Metric.class);
        all.putAll(readings);
        all.putAll(more);
        return new Sheet(name, all, curve);
    }

    /** @param routers all that compete, this one among them */
    Findings.Entry compared(Sheet zero, Collection<Sheet> routers) {
        var figures = new EnumMap<Metric, Findings.Figure>(Metric.class);
        readings.forEach((metric, reading) -> {
            var over = name.equals(zero.name)
                    ? Optional.<Reading>empty()
                    : Optional.ofNullable(zero.readings.get(metric)).map(reading::minus);
            var rival = competes(routers) ? rival(metric, routers) : Optional.<Findings.Rival>empty();
            figures.put(metric, new Findings.Figure(reading, over, rival));
        });
        return new Findings.Entry(name, figures, curve);
    }

    private boolean competes(Collection<Sheet> routers) {
        return routers.stream().anyMatch(router -> router.name.equals(name));
    }

    double value(Metric metric) {
        var reading = readings.get(metric);
        return reading == null ? Double.NaN : reading.value();
    }

    private Optional<Findings.Rival> rival(Metric metric, Collection<Sheet> routers) {
        Sheet best = null;
        for (var other : routers) {
            if (!other.name.equals(name) && other.readings.containsKey(metric)) {
                boolean better = best == null || metric.better().prefers(other.value(metric), best.value(metric));
                best = better ? other : best;
            }
        }
        return Optional.ofNullable(best).map(other -> new Findings.Rival(other.name, difference(metric, other)));
    }

    private Reading difference(Metric metric, Sheet other) {
        return java.util.Objects.requireNonNull(readings.get(metric))
                .minus(java.util.Objects.requireNonNull(other.readings.get(metric)));
    }
}
