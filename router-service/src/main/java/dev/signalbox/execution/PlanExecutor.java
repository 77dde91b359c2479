package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.learn.Outcome;
import dev.signalbox.plan.Plan;

/** Runs plans against the fleet in force. */
final class PlanExecutor implements Executor {

    private final CurrentFleet fleet;
    private final Time time;
    private final ExecutionProperties properties;
    private final AttemptLog log;

    PlanExecutor(CurrentFleet fleet, Time time, ExecutionProperties properties, AttemptLog log) {
        this.fleet = fleet;
        this.time = time;
        this.properties = properties;
        this.log = log;
    }

    @Override
    public Execution execute(Plan plan, Query query, Prelude before, ReplySink sink, Cancellation cancellation) {
        return switch (plan) {
            case Plan.Single single ->
                run(single, new Run.Request(query, single.efforts(), sink, cancellation), before);
            case Plan.Refusal refusal -> refuse(refusal, query, before);
        };
    }

    private Execution run(Plan.Single plan, Run.Request request, Prelude before) {
        var deadline = Deadline.in(properties.deadline().minus(before.took()), time);
        try (var visit = fleet.enter();
                var run = new Run(request, deadline, properties.costCapMicroUsd(), log)) {
            return new SingleRun(visit.fleet(), run.after(before), properties.longestWait())
                    .walk(plan, request.query().id());
        }
    }

    private static Execution refuse(Plan.Refusal refusal, Query query, Prelude before) {
        var kind = switch (refusal.reason()) {
            case TOO_LONG -> Failure.Kind.TOO_LONG;
            case INCAPABLE, DENIED -> Failure.Kind.REFUSED;
            case UNAVAILABLE -> Failure.Kind.UNAVAILABLE;
        };
        Reply reply = Failure.of(kind, refusal.message());
        return new Execution(reply, new Outcome(query.id(), null, before.attempts()));
    }
}
