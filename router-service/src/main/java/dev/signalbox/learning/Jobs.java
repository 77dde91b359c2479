package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Caller;
import dev.signalbox.store.AuditLog;
import dev.signalbox.store.JobQueue;
import dev.signalbox.store.JobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.SmartInitializingSingleton;
import tools.jackson.databind.ObjectMapper;

/** Long work that people ask for, watch and cancel; whichever replica is free does it. */
public final class Jobs implements SmartInitializingSingleton, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LISTED = 100;

    private final JobStore store;
    private final JobQueue queue;
    private final JobWorker worker;
    private final Checks checks;
    private final AuditLog audit;

    Jobs(JobStore store, JobQueue queue, JobWorker worker, Checks checks, AuditLog audit) {
        this.store = store;
        this.queue = queue;
        this.worker = worker;
        this.checks = checks;
        this.audit = audit;
    }

    @Override
    public void afterSingletonsInstantiated() {
        queue.start();
    }

    @Override
    public void close() {
        worker.close();
        queue.close();
    }

    /**
     * Has a policy trained, some time soon.
     *
     * @return the job's id
     * @throws IllegalArgumentException when the policy cannot learn or the questions cannot be read
     */
    public String train(Wanted wanted, Caller caller) {
        checks.check(wanted);
        wanted.questions().ifPresent(Jobs::check);
        var id = "job_" + UUID.randomUUID();
        var lesson = wanted.lesson();
        var request =
                JSON.createObjectNode().put("promote", wanted.promote().word()).put("live", lesson.live());
        lesson.newcomer()
                .ifPresent(newcomer -> request.put("onboard", newcomer.expert()).put("labels", newcomer.labels()));
        lesson.teacher().ifPresent(teacher -> request.put("teacher", teacher));
        // first: a job that cannot be put on record is never put down, where the next start would find it
        audit.append(caller.keyId(), "policy.train", wanted.policy() + " " + id);
        store.add(new JobStore.Asked(
                id,
                "train",
                wanted.policy(),
                caller.tenant(),
                caller.keyId(),
                request.toString(),
                wanted.questions().map(lines -> new String(lines, UTF_8)).orElse(null)));
        queue.submit(id);
        return id;
    }

    public Optional<JobStore.Job> find(String id) {
        return store.find(id);
    }

    /** The newest, newest first. */
    public List<JobStore.Job> list() {
        return store.list(LISTED);
    }

    /** Cancels; one that is being worked on ends within a second. False when there is no such job or it has ended. */
    public boolean cancel(String id, Caller caller) {
        boolean cancelled = store.cancel(id);
        if (cancelled) {
            audit.append(caller.keyId(), "job.cancel", id);
        }
        return cancelled;
    }

    private static void check(byte[] questions) {
        try (var in = new ByteArrayInputStream(questions)) {
            QuestionFile.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who knows whether something can be trained. */
    record Checks(PolicyTrainer trainer, Onboarder onboarder, Distiller distiller) {

        void check(Wanted wanted) {
            trainer.check(wanted.policy());
            var lesson = wanted.lesson();
            lesson.newcomer().ifPresent(newcomer -> onboarder.check(wanted.policy(), newcomer.expert()));
            lesson.teacher().ifPresent(teacher -> distiller.check(wanted.policy(), teacher));
        }
    }

    /**
     * What is to be trained, on what.
     *
     * @param questions JSON lines, as {@link QuestionFile} reads them; empty for those that come with Signalbox
     * @param lesson what is learned of them
     */
    public record Wanted(String policy, Optional<byte[]> questions, Lesson lesson, Promote promote) {
        public Wanted {
            if (lesson.live() && questions.isPresent()) {
                throw new IllegalArgumentException("source: live, with questions in the body, expected one of the two");
            }
        }
    }

    /**
     * What is learned: all experts' grades, unless one of these says otherwise.
     *
     * @param live judged traffic
     * @param newcomer the only expert to learn
     * @param teacher a policy or a snapshot whose scores stand for grades
     */
    public record Lesson(boolean live, Optional<Onboarder.Newcomer> newcomer, Optional<String> teacher) {
        public Lesson {
            if (live && newcomer.isPresent()) {
                throw new IllegalArgumentException("source: live, with an expert to onboard, expected one of the two");
            }
            if (teacher.isPresent() && (live || newcomer.isPresent())) {
                throw new IllegalArgumentException(
                        "teacher: with source live or an expert to onboard, expected one of them");
            }
        }
    }
}
