package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.moe.Resident.State;
import dev.signalbox.moe.plan.Bytes;
import dev.signalbox.moe.plan.Plan;
import dev.signalbox.moe.worker.WorkerStatus;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models in memory, each once however many experts use it, together within a budget. A model is loaded at its first
 * use, on a thread of its own: who waits for one waits for no other. When there is no room, models that no reply holds
 * leave, the one used least recently first; when those are not enough, the newcomer waits until a reply ends.
 */
final class Runtimes {

    private static final Logger LOGGER = System.getLogger(Runtimes.class.getName());

    private final Loader loader;
    private final Terms terms;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<LocalRuntime.Shape, Resident> residents = new HashMap<>();
    private long clock;

    /** Brings a model into memory. */
    @FunctionalInterface
    interface Loader {
        ExpertRuntime load(LocalRuntime.Shape shape) throws IOException;
    }

    /**
     * What there is to share.
     *
     * @param budget bytes that all models together may take
     * @param patience of a model that waits for a reply of another one to end
     */
    record Terms(long budget, Duration patience) {}

    /** @param nanos a clock that never goes back */
    Runtimes(Loader loader, Terms terms, LongSupplier nanos) {
        this.loader = loader;
        this.terms = terms;
        this.nanos = nanos;
    }

    /**
     * An expert's right to a model, which is not loaded by this.
     *
     * @param need that the model will take; {@link IllegalArgumentException} when that is more than the whole budget
     */
    Lease lease(LocalRuntime.Shape shape, Plan.Use need) {
        long bytes = need.total();
        if (bytes > terms.budget()) {
            throw new IllegalArgumentException(
                    shape.file().getFileName() + " needs " + Bytes.text(bytes) + " of memory ("
                            + Bytes.text(need.weights()) + " weights, " + Bytes.text(need.cache()) + " conversations, "
                            + Bytes.text(need.compute())
                            + " to compute), expected at most the " + Bytes.text(terms.budget())
                            + " that signalbox.local.memory allows");
        }
        lock.lock();
        try {
            var resident = residents.computeIfAbsent(shape, _ -> new Resident(shape, bytes));
            resident.leases++;
            return new Lease(resident);
        } finally {
            lock.unlock();
        }
    }

    /** How many models are in memory, or soon will be. */
    int loaded() {
        return (int) standings().stream()
                .filter(each -> each.state() == State.LOADED || each.state() == State.LOADING)
                .count();
    }

    /** Where each model stands, by file name. */
    List<Standing> standings() {
        lock.lock();
        try {
            return residents.values().stream()
                    .map(each -> new Standing(
                            String.valueOf(each.shape.file().getFileName()),
                            each.state(),
                            each.bytes,
                            each.uses,
                            each.placement(),
                            each.worker()))
                    .sorted(Comparator.comparing(Standing::file))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** One model, for people. */
    record Standing(String file, State state, long bytes, int uses, String placement, Optional<WorkerStatus> worker) {}

    private Use use(Resident resident, Duration patience, Cancellation cancellation)
            throws AbsentModelException, InterruptedException {
        var wait = new Wait(nanos.getAsLong(), patience, cancellation);
        try (var _ = cancellation.onCancel(this::wake)) {
            lock.lockInterruptibly();
            resident.waiting++;
            try {
                while (!serves(resident)) {
                    changed.awaitNanos(step(resident, wait));
                }
                resident.uses++;
                resident.lastUse = ++clock;
                return new Use(resident, resident.runtime());
            } finally {
                resident.waiting--;
                changed.signalAll();
                lock.unlock();
            }
        }
    }

    /** Whether its model is there; one that failed leaves, so that it can be loaded again. */
    private boolean serves(Resident resident) {
        if (resident.state() != State.LOADED) {
            return false;
        }
        if (resident.runtime().isOpen()) {
            return true;
        }
        LOGGER.log(Level.WARNING, resident + " is out of service and will be loaded again");
        evict(resident);
        return false;
    }

    /** Who waits for a model since when and how long. */
    private record Wait(long since, Duration patience, Cancellation cancellation) {
        long left(Duration most, long now) {
            return Math.min(most.toNanos(), patience.toNanos()) - (now - since);
        }
    }

    /** Begins to load the model if that is possible now. Returns how many nanoseconds to wait for news. */
    private long step(Resident resident, Wait wait) throws AbsentModelException {
        if (resident.leases == 0) {
            throw new RejectedExecutionException("closed");
        }
        if (wait.cancellation().isCancelled()) {
            throw new AbsentModelException(Kind.CANCELLED, "cancelled before the model was loaded", null);
        }
        boolean coming = true;
        if (resident.isAbsent()) {
            refuseWithinBackoff(resident);
            coming = load(resident);
        }
        long left = wait.left(coming ? wait.patience() : terms.patience(), nanos.getAsLong());
        if (left <= 0) {
            throw coming
                    ? new AbsentModelException(Kind.TIMED_OUT, resident + " was not loaded in time", null)
                    : new AbsentModelException(Kind.OVERLOADED, noRoom(resident), null);
        }
        return left;
    }

    private void refuseWithinBackoff(Resident resident) throws AbsentModelException {
        long backoff = resident.backoffNanos(nanos.getAsLong());
        if (backoff > 0) {
            throw new AbsentModelException(Kind.UNAVAILABLE, resident.problem(), Duration.ofNanos(backoff));
        }
    }

    /** Begins to load it, or makes room for it; false when replies hold what stands in the way. */
    private boolean load(Resident resident) {
        long free = free();
        if (resident.bytes <= free) {
            resident.loading();
            Thread.ofPlatform()
                    .daemon()
                    .name("load-" + resident.shape.file().getFileName())
                    .start(() -> bring(resident));
            return true;
        }
        long coming = taken(residents.values().stream().filter(each -> each.state() == State.LEAVING));
        var idle = residents.values().stream()
                .filter(Resident::isIdle)
                .sorted(Comparator.comparingLong(each -> each.lastUse))
                .toList();
        if (free + coming + taken(idle.stream()) < resident.bytes) {
            return false;
        }
        for (var each : idle) {
            if (free + coming >= resident.bytes) {
                break;
            }
            coming += each.bytes;
            evict(each);
        }
        return true;
    }

    private long free() {
        return terms.budget() - taken(residents.values().stream());
    }

    private static long taken(Stream<Resident> some) {
        return some.filter(each -> !each.isAbsent())
                .mapToLong(each -> each.bytes)
                .sum();
    }

    private void evict(Resident resident) {
        LOGGER.log(Level.DEBUG, "{0} leaves memory", resident);
        var leaving = resident.leaving();
        Thread.ofPlatform()
                .daemon()
                .name("unload-" + resident.shape.file().getFileName())
                .start(() -> close(resident, leaving));
    }

    private String noRoom(Resident resident) {
        var inUse = residents.values().stream()
                .filter(each -> !each.isAbsent())
                .map(each -> each + (each.uses == 0 ? "" : " with " + each.uses + " replies"))
                .sorted()
                .collect(Collectors.joining(", "));
        return "no room for " + resident + ": " + Bytes.text(free()) + " of " + Bytes.text(terms.budget())
                + " are free; loaded are " + inUse;
    }

    private void bring(Resident resident) {
        ExpertRuntime opened = null;
        var problem = "the model cannot be loaded";
        try {
            opened = loader.load(resident.shape);
        } catch (IOException | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            LOGGER.log(Level.WARNING, "a local model is not available: " + problem);
        } finally {
            settle(resident, opened, problem);
        }
    }

    private void settle(Resident resident, @Nullable ExpertRuntime opened, String problem) {
        lock.lock();
        try {
            if (opened == null) {
                resident.failed(problem, nanos.getAsLong());
            } else {
                resident.loaded(opened);
            }
            changed.signalAll();
            if (opened != null && resident.leases == 0) {
                evict(resident);
            }
            forget(resident);
        } finally {
            lock.unlock();
        }
    }

    private void close(Resident resident, ExpertRuntime leaving) {
        try {
            leaving.close();
        } finally {
            lock.lock();
            try {
                resident.left();
                forget(resident);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void forget(Resident resident) {
        if (resident.isForgotten()) {
            residents.remove(resident.shape, resident);
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void leave(Resident resident) {
        ExpertRuntime leaving = null;
        lock.lock();
        try {
            if (--resident.leases == 0) {
                leaving = resident.state() == State.LOADED ? resident.leaving() : null;
                forget(resident);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (leaving != null) {
            close(resident, leaving);
        }
    }

    private void end(Resident resident) {
        lock.lock();
        try {
            resident.uses--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One expert's right to a model; closing it twice is closing it once. The last one to close unloads the model. */
    final class Lease implements AutoCloseable {
        private final Resident resident;
        private boolean closed;

        private Lease(Resident resident) {
            this.resident = resident;
        }

        Use use(Duration patience, Cancellation cancellation) throws AbsentModelException, InterruptedException {
            synchronized (this) {
                if (closed) {
                    throw new RejectedExecutionException("closed");
                }
            }
            return Runtimes.this.use(resident, patience, cancellation);
        }

        /** Whether it could be loaded now without another one leaving. */
        boolean hasRoom() {
            lock.lock();
            try {
                return !resident.isAbsent() || resident.bytes <= free();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                leave(resident);
            }
        }
    }

    /** One reply's hold on a loaded model: it stays in memory until this is closed, or its last lease. */
    final class Use implements AutoCloseable {
        private final Resident resident;
        private final ExpertRuntime runtime;

        private Use(Resident resident, ExpertRuntime runtime) {
            this.resident = resident;
            this.runtime = runtime;
        }

        ExpertRuntime runtime() {
            return runtime;
        }

        @Override
        public void close() {
            end(resident);
        }
    }
}
