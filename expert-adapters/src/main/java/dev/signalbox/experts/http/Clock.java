package dev.signalbox.experts.http;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.http.CallEndedException.Reason;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the bounds of one call and aborts it when one runs out, whatever it is blocked in: a server that trickles
 * bytes resets no bound but the idle one.
 *
 * <p>Progress only writes a field. A single timer task looks at the fields when the earliest bound could have run out,
 * and looks again later if the bound has moved: a call that ends in time costs one scheduled task.
 */
public final class Clock implements AutoCloseable {

    private static final long NEVER = Long.MAX_VALUE;

    private final Call.Timeouts timeouts;
    private final ScheduledExecutorService timer;
    private final Runnable abort;
    private final long start = System.nanoTime();
    private long wakeAt = NEVER;
    private @Nullable Future<?> wake;
    private volatile Reason phase = Reason.CONNECT;
    private volatile long phaseEnd;
    private volatile @Nullable Reason expired;

    Clock(Call.Timeouts timeouts, ScheduledExecutorService timer, Runnable abort) {
        this.timeouts = timeouts;
        this.timer = timer;
        this.abort = abort;
        enter(Reason.CONNECT, timeouts.connect());
    }

    void connected() {
        enter(Reason.FIRST_TOKEN, timeouts.firstToken());
    }

    /** The first token, or a whole reply's first byte, has come: from now on it must not pause for too long. */
    public void begun() {
        enter(Reason.IDLE, timeouts.idle());
    }

    /** The expert has sent more, a heartbeat included. Counts only after {@link #begun}. */
    public void progressed() {
        if (phase == Reason.IDLE) {
            phaseEnd = elapsed() + nanos(timeouts.idle());
        }
    }

    /** Stops all but the total bound while the receiver takes what came: a slow reader is not the expert's fault. */
    public void pause() {
        phaseEnd = NEVER;
    }

    /** The reply is complete, only the end of its body is due: soon, or the connection is not worth keeping. */
    public void lingering(Duration atMost) {
        enter(Reason.IDLE, atMost);
    }

    /** The bound that ran out, or null. */
    @Nullable
    Reason expired() {
        return expired;
    }

    @Override
    public synchronized void close() {
        wakeAt = NEVER;
        if (wake != null) {
            wake.cancel(false);
        }
    }

    private void enter(Reason next, Duration time) {
        phase = next;
        phaseEnd = elapsed() + nanos(time);
        arm(Math.min(phaseEnd, nanos(timeouts.total())));
    }

    private synchronized void arm(long at) {
        if (at >= wakeAt) {
            return; // the task under way looks again
        }
        if (wake != null) {
            wake.cancel(false);
        }
        wakeAt = at;
        wake = timer.schedule(this::look, at - elapsed(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = elapsed();
        long total = nanos(timeouts.total());
        if (now >= total) {
            expire(Reason.TOTAL);
        } else if (now >= phaseEnd) {
            expire(phase);
        } else {
            lookAgain(Math.min(Math.min(phaseEnd, now + nanos(timeouts.idle())), total)); // paused: no end is known
        }
    }

    private synchronized void lookAgain(long at) {
        if (wakeAt != NEVER) {
            wakeAt = NEVER;
            arm(at);
        }
    }

    private void expire(Reason reason) {
        synchronized (this) {
            if (wakeAt == NEVER) {
                return; // closed meanwhile
            }
            expired = reason;
        }
        abort.run();
    }

    private long elapsed() {
        return System.nanoTime() - start;
    }

    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(1000)) > 0 ? NEVER / 2 : time.toNanos();
    }
}
