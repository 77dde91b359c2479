package dev.signalbox.moe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where replies wait for a lane, first come, first served, and idle lanes for a reply. Of several idle lanes the one takes
 * it that has read most of its prompt before.
 */
final class Desk {

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Generation> waiting = new ArrayDeque<>();
    private final List<Idle> idle = new ArrayList<>();
    private boolean closed;

    /** A lane that waits, and what it is given. */
    private static final class Idle {
        private final ToIntFunction<Generation> overlap;
        private final Condition woken;
        private @Nullable Generation given;

        Idle(ToIntFunction<Generation> overlap, Condition woken) {
            this.overlap = overlap;
            this.woken = woken;
        }
    }

    /**
     * Gives it to an idle lane, or lets it wait. Throws {@link RejectedExecutionException} once closed.
     *
     * @return whether it waits
     */
    boolean add(Generation generation) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            var lane = idle.stream().max(Comparator.comparingInt(each -> each.overlap.applyAsInt(generation)));
            if (lane.isEmpty()) {
                waiting.addLast(generation);
                return true;
            }
            idle.remove(lane.get());
            lane.get().given = generation;
            lane.get().woken.signal();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was still waiting, and waits no more. */
    boolean remove(Generation generation) {
        lock.lock();
        try {
            return waiting.remove(generation);
        } finally {
            lock.unlock();
        }
    }

    /** Who waits longest, if anybody does. */
    Optional<Generation> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Who waits longest, or the next to come; empty once closed, or when nobody came for so long.
     *
     * @param overlap how many tokens of a reply's prompt the lane need not read again
     */
    Optional<Generation> take(ToIntFunction<Generation> overlap, Duration patience) {
        lock.lock();
        try {
            if (!waiting.isEmpty() || closed) {
                return Optional.ofNullable(waiting.pollFirst());
            }
            var self = new Idle(overlap, lock.newCondition());
            idle.add(self);
            await(self, patience.toNanos());
            idle.remove(self);
            return Optional.ofNullable(self.given);
        } finally {
            lock.unlock();
        }
    }

    /** Until it is given something, the desk closes, or the time is over. */
    private void await(Idle self, long nanos) {
        try {
            long left = nanos;
            while (self.given == null && !closed && left > 0) {
                left = self.woken.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            return; // Nobody interrupts a lane; one that is looks for work once more, and waits again.
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Sends idle lanes home, takes nobody any more, and returns those who waited. */
    List<Generation> close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(each -> each.woken.signal());
            var left = List.copyOf(waiting);
            waiting.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
