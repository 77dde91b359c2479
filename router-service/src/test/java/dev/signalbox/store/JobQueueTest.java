package dev.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresFixture.class)
final class JobQueueTest {

    private static final JobQueue.Rhythm QUICK = new JobQueue.Rhythm(
            Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(100));

    private final Database database;
    private final JobStore jobs;
    private final List<String> worked = new CopyOnWriteArrayList<>();

    JobQueueTest(Database database) {
        this.database = database;
        this.jobs = new JobStore(database, InstantSource.system());
    }

    @Test
    void submit_twoReplicas_isWorkedOnOnce() {
        try (var one = open(job -> worked.add(job));
                var two = open(job -> worked.add(job))) {
            jobs.add(asked("j1"));
            one.submit("j1");
            two.submit("j1");
            await().until(() -> worked.contains("j1"));
            jobs.add(asked("j2"));
            two.submit("j2");
            await().until(() -> worked.contains("j2"));
            assertThat(worked).containsExactly("j1", "j2");
        }
    }

    @Test
    void submit_workerThrows_isTriedAgain() {
        var attempts = new AtomicInteger();
        try (var queue = open(_ -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        })) {
            jobs.add(asked("j1"));
            queue.submit("j1");
            await().until(() -> attempts.get() == 3);
        }
    }

    @Test
    void die_midway_anotherReplicaGoesOn() {
        var never = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        try (var dying = open(_ -> {
                    begun.countDown();
                    awaitQuietly(never);
                });
                var heir = newQueue(job -> worked.add(job))) {
            jobs.add(asked("j1"));
            dying.submit("j1");
            awaitQuietly(begun);
            heir.start();
            dying.die();

            await().atMost(Duration.ofSeconds(5)).until(() -> worked.contains("j1"));
            never.countDown();
        }
    }

    @Test
    void start_jobThatWasNeverQueued_isWorkedOn() {
        jobs.add(asked("j1"));
        try (var _ = open(job -> worked.add(job))) {
            await().until(() -> worked.contains("j1"));
        }
    }

    private JobQueue open(JobQueue.Worker worker) {
        var queue = newQueue(worker);
        queue.start();
        return queue;
    }

    private JobQueue newQueue(JobQueue.Worker worker) {
        return new JobQueue(database, jobs, QUICK, worker);
    }

    private static JobStore.Asked asked(String id) {
        return new JobStore.Asked(id, "train", "auto", "t", "k", "{}", null);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
