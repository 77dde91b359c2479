package dev.signalbox.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.store.Database;
import dev.signalbox.store.GradeStore;
import dev.signalbox.store.JobStore;
import dev.signalbox.store.JobStore.State;
import dev.signalbox.store.PostgresFixture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs that end well, badly, early, late, and in another replica's hands. */
@ExtendWith(PostgresFixture.class)
@Timeout(60)
final class JobWorkerTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final List<ExpertCard> EXPERTS = List.of(card("a"), card("b"));
    private static final List<Question> QUESTIONS = IntStream.range(0, 6)
            .mapToObj(i -> new Question("q" + i, "What is number " + i + "?", "right", "", Question.Split.TRAIN))
            .toList();

    private final JobStore jobs;
    private final GradeStore grades;
    private final AskedPipeline pipeline = new AskedPipeline();

    JobWorkerTest(Database database) {
        jobs = new JobStore(database, InstantSource.system());
        grades = new GradeStore(database);
    }

    @BeforeEach
    void ask() {
        jobs.add(new JobStore.Asked("j1", "train", "auto", "t", "k", "{}", "some input"));
    }

    @Test
    void work_toItsEnd_isDoneAndItsInputForgotten() {
        worker(LIMIT).work("j1");

        var job = job();
        assertThat(job.state()).isEqualTo(State.DONE);
        assertThat(job.result()).contains("\"observations\": 6");
        assertThat(job.step()).isEqualTo(new JobStore.Step("asking", 6, 6));
        assertThat(jobs.input("j1")).isEmpty();
        assertThat(pipeline.asked()).hasSize(12);
    }

    @Test
    void work_takenOverMidway_asksNobodyTwice() throws Exception {
        pipeline.blockAt(5);
        var dying = worker(LIMIT);
        var thread = Thread.ofVirtual().start(() -> dying.work("j1"));
        pipeline.awaitBlocked();

        // the first is as good as dead: it hangs in its fifth call, and the queue hands the job to another
        worker(LIMIT).work("j1");

        assertThat(job().state()).isEqualTo(State.DONE);
        assertThat(job().attempt()).isEqualTo(2);
        assertThat(pipeline.asked()).hasSize(13).doesNotHaveDuplicates();
        assertThat(pipeline.timesAsked(4)).isEqualTo(2);
        thread.join(Duration.ofSeconds(5));
        assertThat(thread.isAlive())
                .as("the first notices that it has lost the job")
                .isFalse();
        assertThat(job().state()).isEqualTo(State.DONE);
    }

    @Test
    void cancel_whileWorkedOn_endsItAndTheCallUnderWay() throws Exception {
        pipeline.blockAt(3);
        var worker = worker(LIMIT);
        var thread = Thread.ofVirtual().start(() -> worker.work("j1"));
        pipeline.awaitBlocked();

        assertThat(jobs.cancel("j1")).isTrue();

        await().until(() -> job().state() == State.CANCELLED);
        thread.join();
        assertThat(jobs.cancel("j1")).isFalse();
    }

    @Test
    void cancel_beforeAnybodyWorksOnIt_isNeverBegun() {
        jobs.cancel("j1");
        worker(LIMIT).work("j1");

        assertThat(job().state()).isEqualTo(State.CANCELLED);
        assertThat(pipeline.asked()).isEmpty();
    }

    @Test
    void cancel_afterTheWorkWasDone_leavesItDone() {
        new JobWorker(
                        jobs,
                        (_, _) -> {
                            jobs.cancel("j1");
                            return "{\"promoted\": true}";
                        },
                        LIMIT)
                .work("j1");

        assertThat(job().state()).isEqualTo(State.DONE);
        assertThat(job().result()).contains("\"promoted\": true");
    }

    @Test
    void close_afterTheWorkWasDone_leavesItDone() {
        var worker = new AtomicReference<JobWorker>();
        worker.set(new JobWorker(
                jobs,
                (_, _) -> {
                    worker.get().close();
                    return "{\"promoted\": true}";
                },
                LIMIT));
        worker.get().work("j1");

        assertThat(job().state()).isEqualTo(State.DONE);
    }

    @Test
    void work_doneAfterAnotherReplicaTookItOver_isTheOthersToEnd() {
        new JobWorker(
                        jobs,
                        (_, _) -> {
                            jobs.begin("j1", "another");
                            return "{}";
                        },
                        LIMIT)
                .work("j1");

        assertThat(job().state()).isEqualTo(State.RUNNING);
        assertThat(job().attempt()).isEqualTo(2);
    }

    @Test
    void work_longerThanItsLimit_fails() {
        pipeline.blockAt(3);
        worker(Duration.ofMillis(100)).work("j1");

        assertThat(job().state()).isEqualTo(State.FAILED);
        assertThat(job().failure()).isEqualTo("it took longer than PT0.1S");
    }

    @Test
    void close_midway_putsItBack() throws Exception {
        pipeline.blockAt(3);
        var stopping = worker(LIMIT);
        var thrown = new java.util.concurrent.CompletableFuture<Throwable>();
        var thread = Thread.ofVirtual()
                .uncaughtExceptionHandler((_, e) -> thrown.complete(e))
                .start(() -> stopping.work("j1"));
        pipeline.awaitBlocked();

        stopping.close();

        thread.join();
        assertThat(thrown.join()).hasMessageContaining("goes back into the queue");
        assertThat(job().state()).isEqualTo(State.WAITING);
        worker(LIMIT).work("j1");
        assertThat(job().state()).isEqualTo(State.DONE);
    }

    @Test
    void work_thatCannotBeDone_failsWithItsReason() {
        new JobWorker(
                        jobs,
                        (_, _) -> {
                            throw new IllegalArgumentException("policy: \"x\", expected another");
                        },
                        LIMIT)
                .work("j1");

        assertThat(job().state()).isEqualTo(State.FAILED);
        assertThat(job().failure()).isEqualTo("policy: \"x\", expected another");
    }

    @Test
    void work_thatBreaksAgainAndAgain_isGivenUp() {
        var broken = new JobWorker(
                jobs,
                (_, _) -> {
                    throw new IllegalStateException("the disk is full");
                },
                LIMIT);
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThatThrownBy(() -> broken.work("j1")).hasMessage("the disk is full");
        }
        broken.work("j1");

        assertThat(job().state()).isEqualTo(State.FAILED);
        assertThat(job().failure()).startsWith("given up");
    }

    private static ExpertCard card(String name) {
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(1000, 1000),
                Price.FREE,
                new ExpertCard.Declared(0.5, 10, Duration.ZERO),
                Set.of());
    }

    private JobStore.Job job() {
        return jobs.find("j1").orElseThrow();
    }

    private JobWorker worker(Duration limit) {
        var examiner = new Examiner(
                pipeline,
                new DefaultExtractor(new HashedNgramEmbedder()),
                new AskedPipeline.NoRecords(),
                InstantSource.system());
        Work work = (job, run) -> {
            var sitting = new Sitting(
                    new Caller("t", "k"), 1, run, run.cancellation(), new StoredGradebook(grades, job.id()));
            var observations = examiner.examine(QUESTIONS, EXPERTS, sitting);
            sitting.stopIfGivenUp();
            return "{\"observations\": " + observations.size() + "}";
        };
        return new JobWorker(jobs, work, limit);
    }
}
