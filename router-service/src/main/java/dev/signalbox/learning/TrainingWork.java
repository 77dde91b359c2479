package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Caller;
import dev.signalbox.store.GradeStore;
import dev.signalbox.store.JobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Training as long work: on the questions that came with the job, on those that come with Signalbox, on live
 * traffic, or on what another scorer expects.
 */
final class TrainingWork implements Work {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHIPPED = "/questions/questions.jsonl";
    private static final int PARALLEL = 2;
    private static final String AWAITED =
            "promoted, but not in force here yet: files of the configuration are wrong; it comes into force when they are"
                    + " right again\n";

    private final Trainers trainers;
    private final JobStore jobs;
    private final GradeStore grades;

    TrainingWork(Trainers trainers, JobStore jobs, GradeStore grades) {
        this.trainers = trainers;
        this.jobs = jobs;
        this.grades = grades;
    }

    /** Who does it. */
    record Trainers(PolicyTrainer trainer, Onboarder onboarder, LiveTrainer live, Distiller distiller) {}

    @Override
    public String run(JobStore.Job job, JobRun run) throws InterruptedException {
        var asked = job.asked();
        var request = JSON.readTree(asked.request());
        var when = Promote.of(request.path("promote").asString(""));
        var caller = new Caller(asked.tenant(), asked.keyId());
        var gradebook = new StoredGradebook(grades, job.id());
        var sitting = new Sitting(caller, PARALLEL, run, run.cancellation(), gradebook);
        if (request.path("live").asBoolean(false)) {
            return json(trainers.live().train(asked.subject(), sitting, when));
        }
        var questions = questions(jobs.input(job.id()));
        if (request.path("onboard").isString()) {
            var newcomer = new Onboarder.Newcomer(
                    request.path("onboard").asString(), request.path("labels").asInt());
            return json(trainers.onboarder().onboard(asked.subject(), newcomer, questions, sitting, when));
        }
        if (request.path("teacher").isString()) {
            var errand = new Distiller.Errand(
                    asked.subject(), request.path("teacher").asString());
            return json(trainers.distiller().distil(errand, questions, sitting, when));
        }
        var result = trainers.trainer().train(asked.subject(), questions, sitting, when);
        return json(result.report(), result.snapshot().id(), result.fate())
                .put("ungraded", result.ungraded())
                .toString();
    }

    private static String json(Distilled distilled) {
        return json(distilled.report(), distilled.student().snapshot().id(), distilled.fate())
                .put("agreement", distilled.prompts().agreement())
                .toString();
    }

    private static String json(Onboarder.Result result) {
        return json(result.report(), result.snapshot().id(), result.fate())
                .put("labels", result.labels())
                .toString();
    }

    private static String json(LiveTrainer.Result result) {
        return json(result.report(), result.snapshot(), result.fate())
                .put("observations", result.observations())
                .toString();
    }

    private static ObjectNode json(String report, String snapshot, Fate fate) {
        boolean awaited = fate == Fate.AWAITED;
        return JSON.createObjectNode()
                .put("report", awaited ? report + AWAITED : report)
                .put("snapshot", snapshot)
                .put("promoted", awaited || fate == Fate.PROMOTED)
                .put("awaited", awaited)
                .put("frozen", fate == Fate.HELD_OFF);
    }

    private static List<Question> questions(Optional<String> given) {
        try (var in = given.isPresent()
                ? new ByteArrayInputStream(given.get().getBytes(UTF_8))
                : TrainingWork.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalArgumentException("questions: none sent and none shipped, expected JSON lines");
            }
            return QuestionFile.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
