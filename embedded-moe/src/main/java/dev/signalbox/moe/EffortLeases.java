package dev.signalbox.moe;

import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.plan.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expert's uses of one model's file with as many active experts as each effort has. The weights are mapped, so several
 * of them share their pages; each has a cache of its own.
 */
final class EffortLeases implements AutoCloseable {

    private final GateConfig.ByEffort counts;
    private final Runtimes.Lease otherwise;
    private final Map<Integer, Runtimes.Lease> byCount = new LinkedHashMap<>();

    private EffortLeases(GateConfig.ByEffort counts, Runtimes.Lease otherwise) {
        this.counts = counts;
        this.otherwise = otherwise;
    }

    /**
     * @param shape for an effort that says nothing of the kind
     * @param memory that it takes; each further shape counts as much, though they share the pages of the weights
     */
    static EffortLeases open(Runtimes runtimes, LocalRuntime.Shape shape, Plan.Use memory, GateConfig.ByEffort counts) {
        var leases = new EffortLeases(counts, runtimes.lease(shape, memory));
        try {
            for (int count : counts.all()) {
                leases.byCount.put(count, runtimes.lease(shape.withActiveExperts(count), memory));
            }
            return leases;
        } catch (RuntimeException e) {
            leases.close();
            throw e;
        }
    }

    /** For an effort that says nothing of the kind. */
    Runtimes.Lease usual() {
        return otherwise;
    }

    Runtimes.Lease at(@Nullable Effort effort) {
        var count = counts.at(effort);
        return count == null ? otherwise : byCount.getOrDefault(count, otherwise);
    }

    @Override
    public void close() {
        otherwise.close();
        byCount.values().forEach(Runtimes.Lease::close);
    }
}
