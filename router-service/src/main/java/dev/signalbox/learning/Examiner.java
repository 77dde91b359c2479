package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.evaluate.ExactMatch;
import dev.signalbox.execution.AnswerText;
import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.features.FeatureExtractor;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Observation;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.telemetry.Recorder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Puts questions to experts and grades the answers. Each call goes down the line like any caller's, so it is billed and
 * recorded, and its grade is recorded as feedback on its decision.
 */
final class Examiner {

    /** In whose name a policy is judged: judging calls nobody. */
    static final Caller NOBODY = new Caller("", "");

    private static final ExactMatch GRADER = new ExactMatch(false);

    private final Pipeline pipeline;
    private final FeatureExtractor features;
    private final Recorder recorder;
    private final InstantSource clock;

    Examiner(Pipeline pipeline, FeatureExtractor features, Recorder recorder, InstantSource clock) {
        this.pipeline = pipeline;
        this.features = features;
        this.recorder = recorder;
        this.clock = clock;
    }

    /**
     * Asks every expert every question, {@code parallel} questions at a time. An expert that fails on a question gets no
     * grade for it: an outage says nothing of quality.
     */
    List<Observation> examine(List<Question> questions, List<ExpertCard> experts, Sitting sitting)
            throws InterruptedException {
        var done = new AtomicInteger();
        var observations = new ArrayList<Observation>(questions.size());
        try (var workers = Executors.newFixedThreadPool(
                sitting.parallel(), Thread.ofVirtual().factory())) {
            var futures = new ArrayList<Future<Observation>>(questions.size());
            for (var question : questions) {
                futures.add(workers.submit(() -> {
                    var observation = observe(question, experts, sitting);
                    sitting.progress().at("asking", done.incrementAndGet(), questions.size());
                    return observation;
                }));
            }
            gather(futures, observations, sitting);
        }
        return observations;
    }

    /** The first question that breaks ends the others: nobody pays for answers that will not be used. */
    private static void gather(List<Future<Observation>> futures, List<Observation> into, Sitting sitting)
            throws InterruptedException {
        try {
            for (var future : futures) {
                into.add(future.get());
            }
        } catch (ExecutionException e) {
            sitting.cancellation().cancel();
            throw new IllegalStateException("an expert could not be examined", e.getCause());
        } catch (InterruptedException e) {
            sitting.cancellation().cancel();
            throw e;
        }
    }

    private Observation observe(Question question, List<ExpertCard> experts, Sitting sitting)
            throws Pipeline.UnknownModelException {
        var grades = new HashMap<String, Grade>();
        for (var expert : experts) {
            if (sitting.cancellation().isCancelled()) {
                break;
            }
            var known = sitting.grades().find(question, expert.name());
            var grade = known.isPresent() ? known : ask(question, expert, sitting);
            grade.ifPresent(earned -> grades.put(expert.name(), earned));
        }
        return new Observation(
                question.id(), question.prompt(), prompt(question), question.domain(), Map.copyOf(grades));
    }

    /** What routing reads of a question. */
    Prompt prompt(Question question) {
        return features.extract(query(question, "", NOBODY)).prompt();
    }

    private Optional<Grade> ask(Question question, ExpertCard expert, Sitting sitting)
            throws Pipeline.UnknownModelException {
        var query = query(question, expert.name(), sitting.caller());
        var decision = pipeline.decide(query);
        var start = System.nanoTime();
        var execution = pipeline.run(query, decision, ReplySink.NONE, sitting.cancellation());
        var latency = Duration.ofNanos(System.nanoTime() - start);
        return text(execution).map(answer -> {
            double quality = GRADER.grade(answer, question.answer());
            recorder.record(new Recorder.Feedback(
                    query.id() + "/exact-match", clock.instant(), sitting.caller(), query.id(), quality, ""));
            var attempts = execution.outcome().attempts();
            double microUsd = attempts.stream()
                    .mapToDouble(attempt -> expert.price().exactMicroUsd(attempt.usage()))
                    .sum();
            var grade = new Grade(
                    quality, microUsd, latency, attempts.getLast().usage().completionTokens());
            sitting.grades().keep(question, expert.name(), grade);
            return grade;
        });
    }

    private static Optional<String> text(Execution execution) {
        return execution.reply() instanceof Reply.Answer answer
                ? Optional.of(AnswerText.of(answer.content()))
                : Optional.empty();
    }

    private static Query query(Question question, String model, Caller caller) {
        var head = "{\"model\":";
        var name = quoted(model);
        var body = head + name + ",\"messages\":[{\"role\":\"user\",\"content\":" + quoted(question.prompt()) + "}]}";
        var span = new Payload.Span(head.length(), head.length() + name.getBytes(UTF_8).length);
        var payload = Payload.of(body.getBytes(UTF_8), span, Payload.Edit.NONE);
        return new Query(
                "req_" + UUID.randomUUID(),
                model,
                List.of(Turn.user(question.prompt())),
                Settings.DEFAULT,
                caller,
                payload);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
