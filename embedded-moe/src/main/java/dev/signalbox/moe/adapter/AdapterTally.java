package dev.signalbox.moe.adapter;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of adapters, over the pools of all models. Safe for concurrent use. */
public final class AdapterTally {

    private final LongAdder hits = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder resident = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /**
     * What was done so far, and what is in memory now.
     *
     * @param hits adapters that were wanted and there
     * @param loads adapters that were wanted and loaded
     * @param evictions adapters given up for others
     * @param resident adapters in memory
     * @param bytes that these take
     */
    public record Counts(long hits, long loads, long evictions, long resident, long bytes) {

        public Counts minus(Counts other) {
            return new Counts(
                    hits - other.hits,
                    loads - other.loads,
                    evictions - other.evictions,
                    resident - other.resident,
                    bytes - other.bytes);
        }
    }

    public Counts counts() {
        return new Counts(hits.sum(), loads.sum(), evictions.sum(), resident.sum(), bytes.sum());
    }

    /** What was counted elsewhere. */
    public void add(Counts more) {
        hits.add(more.hits());
        loads.add(more.loads());
        evictions.add(more.evictions());
        resident.add(more.resident());
        bytes.add(more.bytes());
    }

    void hit() {
        hits.increment();
    }

    void loaded(long size) {
        loads.increment();
        resident.increment();
        bytes.add(size);
    }

    void evicted(long size) {
        evictions.increment();
        freed(size);
    }

    void freed(long size) {
        resident.decrement();
        bytes.add(-size);
    }
}
