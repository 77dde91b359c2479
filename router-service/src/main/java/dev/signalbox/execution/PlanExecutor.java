package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.learn.Outcome;
import dev.signalbox.plan.Plan;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

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
                run(
                        new Run.Request(query, single.efforts(), sink, cancellation),
                        before,
                        walk -> walk.walk(single, query.id()));
            case Plan.Mix mix ->
                run(
                        new Run.Request(query, efforts(mix), sink, cancellation),
                        before,
                        walk -> walk.walk(mix, query.id()));
            case Plan.Refusal refusal -> refuse(refusal, query, before);
        };
    }

    /** All that are mixed think as hard as the one whose share is the greatest. */
    private static Map<String, Settings.Effort> efforts(Plan.Mix plan) {
        var efforts = new HashMap<>(plan.efforts());
        var wanted = plan.efforts().get(plan.lead());
        if (wanted != null) {
            efforts.put(plan.name(), wanted);
        }
        return efforts;
    }

    private Execution run(Run.Request request, Prelude before, Function<SingleRun, Execution> walk) {
        var deadline = Deadline.in(properties.deadline().minus(before.took()), time);
        try (var visit = fleet.enter();
                var run = new Run(request, deadline, properties.costCapMicroUsd(), log)) {
            return walk.apply(new SingleRun(visit.fleet(), run.after(before), properties.longestWait()));
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
