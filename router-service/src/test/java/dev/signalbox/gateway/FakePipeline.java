package dev.signalbox.gateway;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Roster;
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
import dev.signalbox.score.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A pipeline whose behaviour each test sets, and which remembers the last query. */
final class FakePipeline implements Pipeline {

    static final String EXPERT = "local/sums";

    private final AtomicReference<Behaviour> behaviour = new AtomicReference<>(FakePipeline::echo);
    private final AtomicReference<@Nullable Query> last = new AtomicReference<>();

    private volatile int denied = 1;

    /** What {@link #run} does. */
    @FunctionalInterface
    interface Behaviour {
        Execution run(Query query, ReplySink sink, Cancellation cancellation) throws InterruptedException;
    }

    void behave(Behaviour next) {
        behaviour.set(next);
    }

    /** From now on so many experts are denied each query. */
    void deny(int experts) {
        denied = experts;
    }

    Query last() {
        var query = last.get();
        if (query == null) {
            throw new AssertionError("nothing was asked");
        }
        return query;
    }

    @Override
    public Decision decide(Query query) throws UnknownModelException {
        if (models().stream().noneMatch(model -> model.name().equals(query.model()))) {
            throw new UnknownModelException(query.model());
        }
        last.set(query);
        var score = new Score(EXPERT, 0.9, 0.05, 12.5, Duration.ofMillis(80));
        return new Decision(
                query.id(),
                new Decision.Provenance("auto", "v1", 3, "snap-1", Long.MIN_VALUE),
                List.of(new Decision.Candidate(score, 0.8)),
                Collections.nCopies(denied, new Decision.Denial("local/atlas", "context", "needs 600 tokens, has 512")),
                new Selection(List.of(new Selection.Choice(EXPERT, 1, 0.98))),
                new Plan.Single(EXPERT, List.of("local/generalist")));
    }

    @Override
    public Decided consult(Query query, Cancellation cancellation) throws UnknownModelException {
        return new Decided(decide(query));
    }

    @Override
    public Decided rehearse(Query query, Cancellation cancellation) throws UnknownModelException {
        return consult(query, cancellation);
    }

    /** Serves the first alone. */
    @Override
    public List<Decision> decide(List<Query> queries, BatchTerms terms) throws UnknownModelException {
        terms.over(new Roster(1, List.of(card())));
        var decisions = new ArrayList<Decision>();
        for (var query : queries) {
            var alone = decide(query);
            var refused = new Plan.Refusal(Plan.Reason.DENIED, "no room");
            decisions.add(
                    decisions.isEmpty()
                            ? alone
                            : new Decision(
                                    alone.queryId(),
                                    alone.provenance(),
                                    alone.candidates(),
                                    alone.denials(),
                                    Selection.EMPTY,
                                    refused));
        }
        return decisions;
    }

    private static ExpertCard card() {
        return new ExpertCard(
                EXPERT,
                "",
                Set.of(),
                new ExpertCard.Limits(100, 100),
                new Price(0, 0, 0),
                new ExpertCard.Declared(0.5, 1, Duration.ZERO),
                Set.of());
    }

    @Override
    public Execution run(Query query, Decided decided, ReplySink sink, Cancellation cancellation) {
        try {
            return behaviour.get().run(query, sink, cancellation);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Flip> flips(Decision decision) {
        return List.of();
    }

    @Override
    public List<Reason> reasons(Decision decision) {
        var nearest = new Reason.Neighbour("question-7", "sums", 0.987, 0.256, Map.of(EXPERT, 1.0));
        var near = new Reason.Neighbourhood(200, Map.of(EXPERT, 0.95), List.of(nearest));
        return List.of(new Reason.Mixed(
                List.of(new Reason.Part("knn", 0.5, Map.of(EXPERT, 0.9), List.of(near))), Map.of(EXPERT, 0.01)));
    }

    @Override
    public List<Model> models() {
        return List.of(
                new Model("auto", "the default policy", Model.Kind.POLICY),
                new Model("policy/cheap", "the cheapest", Model.Kind.POLICY),
                new Model(EXPERT, "arithmetic", Model.Kind.EXPERT));
    }

    /** Answers with the question. */
    static Execution echo(Query query, ReplySink sink, Cancellation cancellation) {
        sink.answering(EXPERT, 1);
        if (query.settings().stream()) {
            for (var word : query.question().splitWithDelimiters(" ", 0)) {
                sink.text(word);
            }
            return answer(new Reply.Streamed());
        }
        return answer(new Reply.Text(query.question()));
    }

    static Execution answer(Reply.Content content) {
        return new Execution(new Reply.Answer(content, Reply.Finish.STOP, Usage.exact(11, 7)), outcome(EXPERT, 123, 2));
    }

    static Execution failure(Reply.Failure failure) {
        return new Execution(failure, outcome(null, 5, 3));
    }

    private static Outcome outcome(@Nullable String expert, long microUsd, int attempts) {
        var timing = new Attempt.Timing(Instant.EPOCH, null, Duration.ofMillis(5));
        var free = new Attempt(EXPERT, "only", timing, Usage.NONE, 0, Reply.Failure.Kind.UNAVAILABLE);
        var paid = new Attempt(EXPERT, "only", timing, Usage.exact(11, 7), microUsd, null);
        var all = new ArrayList<>(Collections.nCopies(attempts - 1, free));
        all.add(paid);
        return new Outcome("any", expert, all);
    }
}
