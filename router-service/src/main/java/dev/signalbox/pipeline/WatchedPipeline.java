package dev.signalbox.pipeline;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.score.Reason;
import dev.signalbox.telemetry.MeterCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The line as an operator watches it: requests, their time and their cost, by policy, expert and how they ended. */
final class WatchedPipeline implements Pipeline, AutoCloseable {

    private static final String NOBODY = "none";

    private final RoutingPipeline line;
    private final MeterRegistry meters;
    /** A look-up in the registry builds and maps an identity; this one does not. */
    private final MeterCache<Ending, Watched> watched = new MeterCache<>(this::registered);

    WatchedPipeline(RoutingPipeline line, MeterRegistry meters) {
        this.line = line;
        this.meters = meters;
    }

    @Override
    public Decision decide(Query query) throws UnknownModelException {
        return line.decide(query);
    }

    @Override
    public Decided consult(Query query, Cancellation cancellation) throws UnknownModelException {
        var decided = line.consult(query, cancellation);
        note(decided);
        return decided;
    }

    /** Its cost counts as any other request's; it has no answer to time. */
    @Override
    public Decided rehearse(Query query, Cancellation cancellation) throws UnknownModelException {
        var decided = line.rehearse(query, cancellation);
        note(decided);
        var policy = decided.decision().provenance().policy();
        if (!decided.prelude().attempts().isEmpty()) {
            watched.of(new Ending(policy, NOBODY, "rehearsed"))
                    .note(decided.prelude().took(), decided.prelude().microUsd());
        }
        return decided;
    }

    private void note(Decided decided) {
        var features = decided.decision().features();
        if (features == null || features.advice().standIn().isEmpty()) {
            return;
        }
        Timer.builder("signalbox.consultations")
                .description("Decisions before which experts were to be asked: heeded, or by a stand-in")
                .tag("policy", decided.decision().provenance().policy())
                .tag("outcome", features.advice().isUsable() ? "heeded" : "stood-in")
                .register(meters)
                .record(decided.prelude().took());
    }

    @Override
    public List<Decision> decide(List<Query> queries, BatchTerms terms) throws UnknownModelException {
        return line.decide(queries, terms);
    }

    @Override
    public Execution run(Query query, Decided decided, ReplySink sink, Cancellation cancellation) {
        long start = System.nanoTime();
        var decision = decided.decision();
        var policy = decision.provenance().policy();
        var ending = new Ending(policy, NOBODY, "bug");
        long microUsd = 0;
        try {
            var execution = line.run(query, decided, sink, cancellation);
            ending = new Ending(policy, expert(execution, decision), status(execution.reply()));
            microUsd = execution.outcome().microUsd();
            return execution;
        } finally {
            watched.of(ending).note(Duration.ofNanos(System.nanoTime() - start), microUsd);
        }
    }

    @Override
    public List<Flip> flips(Decision decision) {
        return line.flips(decision);
    }

    @Override
    public List<Reason> reasons(Decision decision) {
        return line.reasons(decision);
    }

    @Override
    public List<Model> models() {
        return line.models();
    }

    @Override
    public void close() {
        line.close();
    }

    /** Who answered, or who was to. */
    private static String expert(Execution execution, Decision decision) {
        var first = decision.plan().first();
        var answered = execution.outcome().expert();
        if (answered != null && !first.equals(Optional.of(answered))) {
            return answered;
        }
        return decision.plan() instanceof Plan.Mix ? Plan.Mix.METERED : first.orElse(NOBODY);
    }

    private static String status(Reply reply) {
        return switch (reply) {
            case Reply.Answer _ -> "answered";
            case Reply.Failure failure -> failure.kind().name().toLowerCase(Locale.ROOT);
        };
    }

    private Watched registered(Ending ending) {
        var tags = List.of(Tag.of("policy", ending.policy()), Tag.of("expert", ending.expert()));
        var time = Timer.builder("signalbox.requests")
                .description("Requests from decision to the end of the reply")
                .tags(tags)
                .tag("status", ending.status())
                .register(meters);
        var cost = Counter.builder("signalbox.cost")
                .description("What requests cost, over all attempts")
                .baseUnit("usd")
                .tags(tags)
                .register(meters);
        return new Watched(time, cost);
    }

    private record Ending(String policy, String expert, String status) {}

    private record Watched(Timer time, Counter cost) {
        void note(Duration took, long microUsd) {
            time.record(took);
            cost.increment(microUsd / 1e6);
        }
    }
}
