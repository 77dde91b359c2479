package dev.signalbox.store;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Hands jobs to workers, one at a time in each replica; a job whose replica died goes to another one. Claims and
 * heartbeats are db-scheduler's.
 */
public final class JobQueue implements AutoCloseable {

    private static final String TASK = "job";
    /** The library takes a worker for dead after as many heartbeats. */
    private static final int MISSED = 4;

    private final Database database;
    private final JobStore jobs;
    private final Rhythm rhythm;
    private final OneTimeTask<Void> task;
    private final ScheduledExecutorService housekeeper = Executors.newScheduledThreadPool(
            3, Thread.ofPlatform().daemon().name("jobs-", 0).factory());
    private @Nullable Scheduler scheduler;

    public JobQueue(Database database, JobStore jobs, Rhythm rhythm, Worker worker) {
        this.database = database;
        this.jobs = jobs;
        this.rhythm = rhythm;
        this.task = Tasks.oneTime(TASK, Void.class)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, complete.getTimeDone().plus(rhythm.retry())))
                .onDeadExecutionRevive()
                .execute((instance, _) -> worker.work(instance.getId()));
    }

    /** Begins to work. Jobs that were put down by a replica that died before it could queue them are queued. */
    public synchronized void start() {
        var started = Scheduler.create(database.dataSource(), task)
                .schedulerName(() -> "replica-" + UUID.randomUUID())
                .threads(1)
                .pollingInterval(rhythm.poll())
                .heartbeatInterval(rhythm.heartbeat())
                .missedHeartbeatsLimit(MISSED)
                .pollUsingLockAndFetch(0.5, 1)
                .housekeeperExecutor(housekeeper)
                .enableImmediateExecution()
                .shutdownMaxWait(rhythm.patience())
                .build();
        scheduler = started;
        started.start();
        jobs.open().forEach(this::submit);
    }

    /** Has some replica, perhaps this one, work on a job soon; no matter if it is queued already. */
    public synchronized void submit(String job) {
        if (scheduler == null) {
            throw new IllegalStateException("the queue of jobs is not open");
        }
        scheduler.scheduleIfNotExists(task.instance(job), Instant.now());
    }

    /** Waits for the job under way, which should have been told to stop; it stays in the queue. */
    @Override
    public synchronized void close() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
        housekeeper.shutdownNow();
    }

    /** As if this replica had died: it no longer says that it lives, and takes no more jobs. */
    void die() {
        housekeeper.shutdownNow();
    }

    /**
     * @param poll how often to look for jobs of other replicas
     * @param heartbeat how often a worker says that it lives; after four that are missing it is taken for dead
     * @param retry pause before a job that broke is worked on again
     * @param patience for the job under way when the service stops
     */
    public record Rhythm(Duration poll, Duration heartbeat, Duration retry, Duration patience) {
        public static final Rhythm DEFAULT =
                new Rhythm(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    /** Does a job. */
    @FunctionalInterface
    public interface Worker {
        /** Returns when the job has come to an end, good or bad; what it throws means to try again later. */
        void work(String job);
    }
}
