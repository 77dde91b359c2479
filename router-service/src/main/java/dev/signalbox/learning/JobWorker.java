package dev.signalbox.learning;

import dev.signalbox.store.JobQueue;
import dev.signalbox.store.JobStore;
import dev.signalbox.store.JobStore.Ending;
import dev.signalbox.store.JobStore.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does jobs to their end: done, failed with a reason, cancelled; or back into the queue when the service stops. */
final class JobWorker implements JobQueue.Worker, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
    private static final int MOST_ATTEMPTS = 5;
    private static final String LOST = "job {} was taken over by another replica";

    private final JobStore jobs;
    private final Work work;
    private final Duration limit;
    private final AtomicReference<@Nullable JobRun> current = new AtomicReference<>();
    private volatile boolean stopping;

    /** @param limit of one attempt */
    JobWorker(JobStore jobs, Work work, Duration limit) {
        this.jobs = jobs;
        this.work = work;
        this.limit = limit;
    }

    @Override
    public void work(String id) {
        if (stopping) {
            throw new PutBackException(id, null);
        }
        var attempt = jobs.begin(id, Thread.currentThread().getName());
        if (attempt.isEmpty()) {
            jobs.settleCancelled(id);
            return;
        }
        if (attempt.get() > MOST_ATTEMPTS) {
            fail(id, attempt.get(), "given up: it broke off " + MOST_ATTEMPTS + " times; the log has the causes");
            return;
        }
        LOG.info("job {}: attempt {} begins", id, attempt.get());
        try (var run = new JobRun(jobs, id, attempt.get(), limit)) {
            current.set(run);
            if (stopping) {
                run.stop(JobRun.Stop.STOPPING);
            }
            attempt(id, run);
        } finally {
            current.set(null);
        }
    }

    /** Breaks the job under way off; it goes back into the queue. */
    @Override
    public void close() {
        stopping = true;
        var run = current.get();
        if (run != null) {
            run.stop(JobRun.Stop.STOPPING);
        }
    }

    private void attempt(String id, JobRun run) {
        try {
            var result = work.run(jobs.find(id).orElseThrow(), run);
            run.close();
            done(id, run, result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            jobs.putBack(id, run.attempt());
            throw new PutBackException(id, e);
        } catch (IllegalArgumentException e) {
            end(id, run, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (run.stopped() == JobRun.Stop.NONE) {
                LOG.error("job {} broke off, next attempt soon", id, e);
                throw e;
            }
            end(id, run, "it broke off; the log has the cause");
        }
    }

    /** Whoever wanted it to end was too late: what it did, such as a promotion, is done, and must not be done again. */
    private void done(String id, JobRun run, String result) {
        if (run.stopped() != JobRun.Stop.LOST && jobs.end(id, run.attempt(), new Ending(State.DONE, result, null))) {
            LOG.info("job {} is done", id);
        } else {
            LOG.warn(LOST, id);
        }
    }

    /** What ended it early counts for more than what the work made of that. */
    private void end(String id, JobRun run, String failure) {
        switch (run.stopped()) {
            case NONE -> {
                fail(id, run.attempt(), failure);
                LOG.info("job {} failed: {}", id, failure);
            }
            case CANCELLED -> jobs.end(id, run.attempt(), new Ending(State.CANCELLED, null, null));
            case TIMED_OUT -> fail(id, run.attempt(), "it took longer than " + limit);
            case LOST -> LOG.warn(LOST, id);
            case STOPPING -> {
                jobs.putBack(id, run.attempt());
                throw new PutBackException(id, null);
            }
        }
    }

    private void fail(String id, int attempt, String why) {
        jobs.end(id, attempt, new Ending(State.FAILED, null, why));
    }

    /** Tells the queue that the job is to be worked on again, by whoever comes first. */
    private static final class PutBackException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PutBackException(String job, @Nullable Throwable cause) {
            super("job " + job + " goes back into the queue, because the service stops", cause);
        }
    }
}
