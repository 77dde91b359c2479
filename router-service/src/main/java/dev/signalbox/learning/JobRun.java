package dev.signalbox.learning;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.store.JobStore;
import dev.signalbox.store.JobStore.Step;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a job while it lasts. It tells the database how far the work has come, off the work's own threads, and
 * ends the work when it was cancelled, takes too long, belongs to another replica by now, or the service stops.
 */
final class JobRun implements Progress, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final JobStore jobs;
    private final String id;
    private final int attempt;
    private final long deadline;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicReference<Step> step = new AtomicReference<>(new Step("", 0, 0));
    private final AtomicReference<Stop> stop = new AtomicReference<>(Stop.NONE);
    private final CountDownLatch closing = new CountDownLatch(1);

    JobRun(JobStore jobs, String id, int attempt, Duration limit) {
        this.jobs = jobs;
        this.id = id;
        this.attempt = attempt;
        this.deadline = System.nanoTime() + limit.toNanos();
        Thread.ofVirtual().name("job-" + id).start(this::watch);
    }

    /** Why a run ended before its work did. */
    enum Stop {
        NONE,
        CANCELLED,
        TIMED_OUT,
        LOST,
        STOPPING
    }

    Cancellation cancellation() {
        return cancellation;
    }

    Stop stopped() {
        return stop.get();
    }

    int attempt() {
        return attempt;
    }

    /** Only the first reason counts. */
    void stop(Stop reason) {
        if (stop.compareAndSet(Stop.NONE, reason)) {
            cancellation.cancel();
        }
    }

    @Override
    public void at(String phase, int done, int of) {
        // workers finish out of order; what is shown never goes back
        step.updateAndGet(last -> last.phase().equals(phase) && last.done() > done ? last : new Step(phase, done, of));
    }

    /** Writes the last step and watches no longer. */
    @Override
    public void close() {
        closing.countDown();
        look();
    }

    private void watch() {
        try {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
                if (System.nanoTime() - deadline > 0) {
                    stop(Stop.TIMED_OUT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            if (!jobs.progress(id, attempt, step.get())) {
                boolean cancelled = jobs.find(id)
                        .filter(job -> job.cancelRequested() && job.attempt() == attempt)
                        .isPresent();
                stop(cancelled ? Stop.CANCELLED : Stop.LOST);
            }
        } catch (RuntimeException e) {
            // the database is away: the work goes on, its grades will fail loudly if it stays away
            LOG.warn("job {}: its progress cannot be told: {}", id, e.getMessage());
        }
    }
}
