package dev.signalbox.moe;

import dev.signalbox.moe.plan.Bytes;
import dev.signalbox.moe.worker.WorkerStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One model's place in memory: whether it is there, and who needs it. Guarded by the lock of its {@link Runtimes}. */
final class Resident {

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 8;

    /** Where a model stands. Memory counts as taken in all but the first. */
    enum State {
        ABSENT,
        LOADING,
        LOADED,
        LEAVING
    }

    final LocalRuntime.Shape shape;
    /** That it takes while it is in memory. */
    final long bytes;
    /** Experts that have it in the roster. */
    int leases;
    /** Who waits for it to be loaded. */
    int waiting;
    /** Replies that hold it. */
    int uses;
    /** A number that grows with every use of any model. */
    long lastUse;

    private State state = State.ABSENT;
    private @Nullable ExpertRuntime runtime;
    private int failures;
    private long retryAt;
    private String problem = "";

    Resident(LocalRuntime.Shape shape, long bytes) {
        this.shape = shape;
        this.bytes = bytes;
    }

    State state() {
        return state;
    }

    boolean isAbsent() {
        return state == State.ABSENT;
    }

    boolean isIdle() {
        return state == State.LOADED && uses == 0 && waiting == 0;
    }

    boolean isForgotten() {
        return leases == 0 && isAbsent();
    }

    void loading() {
        state = State.LOADING;
    }

    void loaded(ExpertRuntime opened) {
        state = State.LOADED;
        runtime = opened;
        failures = 0;
    }

    /** Each failure in a row doubles the time until the next try. */
    void failed(String why, long now) {
        state = State.ABSENT;
        problem = why;
        retryAt = now + (FIRST_BACKOFF.toNanos() << Math.min(failures, MOST_DOUBLINGS));
        failures++;
    }

    /** How long nobody tries to load it again; zero or less when anybody may. */
    long backoffNanos(long now) {
        return failures == 0 ? 0 : retryAt - now;
    }

    String problem() {
        return problem;
    }

    /** What became of the roster's placement; empty when there is none, or the model is not in memory. */
    String placement() {
        return runtime == null ? "" : runtime.placement();
    }

    Optional<WorkerStatus> worker() {
        return runtime == null ? Optional.empty() : runtime.worker();
    }

    ExpertRuntime runtime() {
        var present = runtime;
        if (present == null) {
            throw new IllegalStateException(this + " is " + state);
        }
        return present;
    }

    /** Takes it out of service; the caller closes what is returned. */
    ExpertRuntime leaving() {
        var leaving = runtime();
        state = State.LEAVING;
        runtime = null;
        return leaving;
    }

    void left() {
        state = State.ABSENT;
    }

    /** For messages: its file's name and size. */
    @Override
    public String toString() {
        return shape.file().getFileName() + " (" + Bytes.text(bytes) + ")";
    }
}
