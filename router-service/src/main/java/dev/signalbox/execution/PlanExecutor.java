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
import java.util.function.BiFunction;

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
            case Plan.Mix mix -> run(mix, new Run.Request(query, efforts(mix), sink, cancellation), before);
            case Plan.Refusal refusal -> refuse(refusal, query, before);
        };
    }

    private Execution run(Plan.Single plan, Run.Request request, Prelude before) {
        return run(request, before, (walk, _) -> walk.walk(plan, request.query().id()));
    }

    private Execution run(Plan.Mix plan, Run.Request request, Prelude before) {
        return run(
                request,
                before,
                (walk, fleet) -> walk.walk(
                        new Blend(fleet).crew(plan), plan, request.query().id()));
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

    private Execution run(Run.Request request, Prelude before, BiFunction<SingleRun, Fleet, Execution> walk) {
        var deadline = Deadline.in(properties.deadline().minus(before.took()), time);
        try (var visit = fleet.enter();
                var run = new Run(request, deadline, properties.costCapMicroUsd(), log)) {
            return walk.apply(new SingleRun(visit.fleet(), run.after(before), properties.longestWait()), visit.fleet());
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
