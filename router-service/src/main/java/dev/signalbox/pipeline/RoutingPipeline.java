package dev.signalbox.pipeline;

import dev.signalbox.execution.Execution;
import dev.signalbox.execution.Executor;
import dev.signalbox.execution.Prelude;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.features.FeatureExtractor;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Outcome;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.policy.Policy;
import dev.signalbox.score.Reason;
import dev.signalbox.telemetry.Recorder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line itself: one statement for each of its steps. */
final class RoutingPipeline implements Pipeline, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RoutingPipeline.class);
    /** What a cancelled run may need to stop and leave its record. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RunsUnderWay underWay = new RunsUnderWay();
    private final FeatureExtractor extractor;
    private final CurrentPolicies policies;
    private final Experts experts;
    private final Recorder recorder;
    private final Chance chance;

    RoutingPipeline(
            FeatureExtractor extractor, CurrentPolicies policies, Experts experts, Recorder recorder, Chance chance) {
        this.extractor = extractor;
        this.policies = policies;
        this.experts = experts;
        this.recorder = recorder;
        this.chance = chance;
    }

    /** The two ways in which experts are asked: to answer, and for advice on who shall. */
    record Experts(Executor executor, Counsel counsel) {}

    /**
     * What differs between two runs of the same query.
     *
     * @param clock when it came
     * @param seeds of the gates' randomness, kept with each decision
     */
    record Chance(InstantSource clock, LongSupplier seeds) {}

    @Override
    public Decision decide(Query query) throws UnknownModelException {
        return decide(policiesFor(query), query, extractor.extract(query));
    }

    @Override
    public Decided consult(Query query, Cancellation cancellation) throws UnknownModelException {
        var inForce = policiesFor(query);
        var features = extractor.extract(query);
        var consultation = inForce.consultation(query.model(), features);
        if (consultation.isEmpty()) {
            return new Decided(decide(inForce, query, features));
        }
        try (var run = underWay.begin(cancellation)) {
            var given = experts.counsel().on(query, consultation.get(), run.cancellation());
            return new Decided(decide(inForce, query, features.with(given.advice())), given.prelude());
        }
    }

    @Override
    public Decided rehearse(Query query, Cancellation cancellation) throws UnknownModelException {
        var at = chance.clock().instant();
        var decided = consult(query, cancellation);
        var attempts = decided.prelude().attempts();
        if (!attempts.isEmpty()) {
            var outcome = new Outcome(query.id(), null, attempts);
            recorder.record(new Recorder.Entry(at, query.caller(), decided.decision(), outcome));
        }
        return decided;
    }

    private Policies policiesFor(Query query) throws UnknownModelException {
        var inForce = policies.get();
        if (!inForce.knows(query.model())) {
            throw new UnknownModelException(query.model());
        }
        return inForce;
    }

    private Decision decide(Policies inForce, Query query, Features features) throws UnknownModelException {
        return inForce.decide(
                query.model(), query.id(), features, chance.seeds().getAsLong());
    }

    @Override
    public List<Decision> decide(List<Query> queries, BatchTerms terms) throws UnknownModelException {
        var inForce = policiesFor(queries.getFirst());
        var model = queries.getFirst().model();
        var asked = queries.stream()
                .map(query -> new Policy.Asked(query.id(), extractor.extract(query)))
                .toList();
        return inForce.decide(model, asked, terms, chance.seeds().getAsLong());
    }

    /** A run that breaks leaves its decision on record, with no attempt but those before it. */
    @Override
    public Execution run(Query query, Decided decided, ReplySink sink, Cancellation cancellation) {
        var at = chance.clock().instant();
        var decision = decided.decision();
        var outcome = new Outcome(query.id(), null, decided.prelude().attempts());
        try (var run = underWay.begin(cancellation)) {
            try {
                var execution =
                        experts.executor().execute(decision.plan(), query, prelude(decided), sink, run.cancellation());
                outcome = execution.outcome();
                return execution;
            } finally {
                recorder.record(new Recorder.Entry(at, query.caller(), decision, outcome));
            }
        }
    }

    /** The subject is worked out only for an expert that wants to know it. */
    private Prelude prelude(Decided decided) {
        var inForce = policies.get();
        return decided.prelude().about(() -> inForce.subject(decided.decision()));
    }

    @Override
    public List<Flip> flips(Decision decision) {
        return policies.get().flips(decision);
    }

    @Override
    public List<Reason> reasons(Decision decision) {
        return policies.get().reasons(decision);
    }

    @Override
    public List<Model> models() {
        return policies.get().models();
    }

    /** Cancels what still runs, so that its records reach the recorder while that is open. */
    @Override
    public void close() {
        try {
            int left = underWay.end(PATIENCE);
            if (left > 0) {
                LOG.warn("{} requests did not stop within {} s, their records are lost", left, PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            LOG.warn("the wait for requests under way was interrupted, their records may be lost");
            Thread.currentThread().interrupt();
        }
    }
}
