package dev.signalbox.moe;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many threads each busy lane of a model computes with: as many as it may, but all together no more than there are
 * cores. Native threads wait for one another in loops, so one that has no core holds up all others.
 */
final class ThreadShare {

    private final int most;
    private final int cores;
    private final AtomicInteger busy = new AtomicInteger();

    /**
     * @param most threads of one lane
     * @param cores of this machine
     */
    ThreadShare(int most, int cores) {
        this.most = most;
        this.cores = cores;
    }

    /** A lane has work from now on. */
    void enter() {
        busy.incrementAndGet();
    }

    /** It has none any more. */
    void leave() {
        busy.decrementAndGet();
    }

    /** Threads of one lane now. */
    int now() {
        return Math.clamp(cores / Math.max(1, busy.get()), 1, most);
    }
}
