package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.learn.Attempt;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Consultation;
import dev.signalbox.score.Inquiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks the experts of the fleet in force, each on a thread of its own and behind its own guard. */
final class FleetAdvisers implements Advisers {

    private final CurrentFleet fleet;
    private final Time time;
    private final ExecutionProperties properties;
    private final AttemptLog log;

    FleetAdvisers(CurrentFleet fleet, Time time, ExecutionProperties properties, AttemptLog log) {
        this.fleet = fleet;
        this.time = time;
        this.properties = properties;
        this.log = log;
    }

    @Override
    public Heard ask(Consultation consultation, Query query, Cancellation cancellation) {
        long start = time.nanos();
        var within = consultation.within().compareTo(properties.deadline()) < 0
                ? consultation.within()
                : properties.deadline();
        var terms = new Terms(
                Deadline.in(within, time),
                Math.min(consultation.microUsd(), properties.costCapMicroUsd()),
                cancellation);
        var asked = new ArrayList<Future<Said>>();
        try (var visit = fleet.enter();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var inquiry : consultation.inquiries()) {
                asked.add(threads.submit(() -> ask(inquiry, query, visit.fleet(), terms)));
            }
        }
        var said = asked.stream().map(Future::resultNow).toList();
        return new Heard(
                said.stream().map(Said::reply).toList(),
                new Prelude(
                        said.stream().flatMap(each -> each.attempts().stream()).toList(),
                        Duration.ofNanos(time.nanos() - start)));
    }

    private Said ask(Inquiry inquiry, Query query, Fleet visited, Terms terms) {
        var crew = visited.find(inquiry.adviser());
        if (crew.isEmpty()) {
            return new Said(Reply.Failure.of(Reply.Failure.Kind.UNAVAILABLE, "not in service"), List.of());
        }
        var card = crew.get().deployments().getFirst().card();
        // Thinking long would use up a reply that is to be short; who takes no effort is told none.
        var efforts = Map.of(card.name(), Settings.Effort.LOW);
        var request =
                new Run.Request(InquiryQuery.of(inquiry, card, query), efforts, ReplySink.NONE, terms.cancellation());
        try (var run = Run.forAdvice(request, terms.deadline(), terms.microUsd(), log)) {
            var execution = new SingleRun(visited, run, properties.longestWait())
                    .walk(new Plan.Single(card.name(), List.of()), query.id());
            return new Said(execution.reply(), execution.outcome().attempts());
        }
    }

    /** @param microUsd most that one of them may cost */
    private record Terms(Deadline deadline, long microUsd, Cancellation cancellation) {}

    private record Said(Reply reply, List<Attempt> attempts) {}
}
