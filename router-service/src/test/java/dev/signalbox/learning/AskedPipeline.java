package dev.signalbox.learning;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import dev.signalbox.gate.Selection;
import dev.signalbox.learn.Attempt;
import dev.signalbox.learn.Outcome;
import dev.signalbox.pipeline.Decided;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.score.Reason;
import dev.signalbox.telemetry.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A line on which every expert is right, that remembers who was asked what, and that can hang at one call until it is cancelled. */
final class AskedPipeline implements Pipeline {

    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private int blockAt = Integer.MAX_VALUE;

    /** The call of this number, from 1, hangs; once. */
    void blockAt(int number) {
        blockAt = number;
    }

    void awaitBlocked() throws InterruptedException {
        blocked.await();
    }

    /** Calls that came to their end, and the one that hung, marked. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** How often the call of this index was made, the one that hung included. */
    synchronized long timesAsked(int index) {
        var call = asked.get(index).replace(" (hung)", "");
        return asked.stream()
                .filter(made -> made.replace(" (hung)", "").equals(call))
                .count();
    }

    @Override
    public Decided consult(Query query, Cancellation cancellation) {
        return new Decided(decide(query));
    }

    @Override
    public Decided rehearse(Query query, Cancellation cancellation) {
        return consult(query, cancellation);
    }

    @Override
    public Decision decide(Query query) {
        return new Decision(
                query.id(),
                new Decision.Provenance("direct", "direct", 1, "", 0),
                List.of(),
                List.of(),
                Selection.EMPTY,
                new Plan.Single(query.model(), List.of()));
    }

    @Override
    public List<Decision> decide(List<Query> queries, BatchTerms terms) {
        return queries.stream().map(this::decide).toList();
    }

    @Override
    public Execution run(Query query, Decided decided, ReplySink sink, Cancellation cancellation) {
        if (noteAndSayWhetherToHang(query.model() + " " + query.question())) {
            hang(cancellation);
            return new Execution(
                    new Reply.Failure(Reply.Failure.Kind.CANCELLED, "the caller left", null, Usage.NONE),
                    new Outcome(query.id(), null, List.of()));
        }
        return new Execution(
                new Reply.Answer(new Reply.Text("right"), Reply.Finish.STOP, Usage.exact(1, 1)),
                new Outcome(query.id(), query.model(), List.of(attempt(query.model()))));
    }

    @Override
    public List<Flip> flips(Decision decision) {
        return List.of();
    }

    @Override
    public List<Reason> reasons(Decision decision) {
        return List.of();
    }

    @Override
    public List<Model> models() {
        return List.of();
    }

    private static Attempt attempt(String expert) {
        var timing = new Attempt.Timing(Instant.EPOCH, null, Duration.ZERO);
        return new Attempt(expert, "only", timing, Usage.exact(1, 1), 0, null);
    }

    private synchronized boolean noteAndSayWhetherToHang(String call) {
        boolean hangs = asked.size() + 1 == blockAt;
        asked.add(hangs ? call + " (hung)" : call);
        return hangs;
    }

    private void hang(Cancellation cancellation) {
        var cancelled = new CountDownLatch(1);
        try (var _ = cancellation.onCancel(cancelled::countDown)) {
            blocked.countDown();
            cancelled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps nothing. */
    static final class NoRecords implements Recorder {
        @Override
        public void record(Entry entry) {}

        @Override
        public void record(Feedback feedback) {}
    }
}
