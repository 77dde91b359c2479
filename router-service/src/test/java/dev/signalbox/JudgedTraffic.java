package dev.signalbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import dev.signalbox.experts.Usage;
import dev.signalbox.learn.Attempt;
import dev.signalbox.learn.Outcome;
import dev.signalbox.learning.Question;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.policy.Decision;
import dev.signalbox.telemetry.Recorder;
import dev.signalbox.telemetry.SpoolingRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Requests on record, as if callers had judged the replies. */
public final class JudgedTraffic {

    private final RunningService service;

    public JudgedTraffic(RunningService service) {
        this.service = service;
    }

    /** Decisions that were made and judged, though nobody was asked: the reward is a coin that falls as expected. */
    public void judge(String model, String name, int size) throws Exception {
        var pipeline = service.bean(Pipeline.class);
        var recorder = service.bean(SpoolingRecorder.class);
        var prompts =
                LabelledQuestions.heldOut(size).stream().map(Question::prompt).toList();
        var coin = new SplittableRandom(7);
        for (int i = 0; i < size; i++) {
            var query = query(name + "-" + i, model, prompts.get(i));
            var decision = pipeline.decide(query);
            var expert = decision.selection().choices().getFirst().expert();
            leave(query, decision, coin.nextDouble() < quality(decision, expert) ? 1 : 0);
        }
        assertThat(recorder.flush(Duration.ofSeconds(20))).isTrue();
    }

    public static double quality(Decision decision, String expert) {
        return decision.candidates().stream()
                .filter(candidate -> candidate.score().expert().equals(expert))
                .mapToDouble(candidate -> candidate.score().quality())
                .sum();
    }

    /** On record, as if the chosen expert had answered and the caller had judged that. */
    public void leave(Query query, Decision decision, double reward) {
        answer(query, decision);
        judge(query, reward, Instant.now());
    }

    /** On record, as if the chosen expert had answered. */
    public void answer(Query query, Decision decision) {
        var expert = decision.selection().choices().getFirst().expert();
        var timing = new Attempt.Timing(Instant.now(), null, Duration.ofMillis(20));
        var attempt = new Attempt(expert, "default", timing, Usage.exact(9, 5), 100, null);
        service.bean(SpoolingRecorder.class)
                .record(new Recorder.Entry(
                        Instant.now(), query.caller(), decision, new Outcome(query.id(), expert, List.of(attempt))));
    }

    /** As if the caller had said so then. */
    public void judge(Query query, double reward, Instant at) {
        service.bean(SpoolingRecorder.class)
                .record(new Recorder.Feedback("f-" + query.id() + at, at, query.caller(), query.id(), reward, ""));
    }

    public static Query query(String id, String model, String prompt) {
        return query(id, model, prompt, "t");
    }

    public static Query query(String id, String model, String prompt, String tenant) {
        var payload = Payload.of("{}".getBytes(UTF_8), new Payload.Span(0, 0), Payload.Edit.NONE);
        return new Query(id, model, List.of(Turn.user(prompt)), Settings.DEFAULT, new Caller(tenant, "k"), payload);
    }
}
