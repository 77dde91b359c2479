package dev.signalbox.pipeline;

import dev.signalbox.execution.Execution;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.score.Reason;
import java.util.List;

/** The line: features, admit, score, gate, plan, execute, record. */
public interface Pipeline {

    /**
     * Decides only; nothing runs, nobody is asked, nothing is recorded. Where the policy's scorer asks experts, its
     * stand-in decides, and the decision says so.
     */
    Decision decide(Query query) throws UnknownModelException;

    /** Decides, having asked the experts that the policy's scorer asks; the {@link #run} that follows records them. */
    Decided consult(Query query, Cancellation cancellation) throws UnknownModelException;

    /** Decides like {@link #consult} and runs nothing; what was asked is recorded, because it costs. */
    Decided rehearse(Query query, Cancellation cancellation) throws UnknownModelException;

    /**
     * Decides for one caller's queries together; nothing runs, nobody is asked, nothing is recorded.
     *
     * @param queries that all name the same model, at least one
     * @throws dev.signalbox.yaml.ConfigException when the terms name an expert that is not on the roster
     */
    List<Decision> decide(List<Query> queries, BatchTerms terms) throws UnknownModelException;

    /**
     * Runs the whole line for a decided query and records it.
     *
     * @param decided of {@link #consult} for the same query
     */
    Execution run(Query query, Decided decided, ReplySink sink, Cancellation cancellation);

    /** The same for a decision of {@link #decide}. */
    default Execution run(Query query, Decision decision, ReplySink sink, Cancellation cancellation) {
        return run(query, new Decided(decision), sink, cancellation);
    }

    /** What would give the query to another expert; empty where no policy decided. */
    List<Flip> flips(Decision decision);

    /** What moved the scores of a decision; empty where no policy decided. Takes longer than deciding. */
    List<Reason> reasons(Decision decision);

    /** What {@code GET /v1/models} lists: policies (auto first), then experts. */
    List<Model> models();

    /**
     * @param name what a request may put into {@code model}
     * @param description one line for people
     * @param kind whether it routes or answers
     */
    record Model(String name, String description, Kind kind) {
        /** What stands behind a model name. */
        public enum Kind {
            POLICY,
            EXPERT
        }
    }

    /** The caller named a model that is neither a policy nor an expert. */
    final class UnknownModelException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnknownModelException(String model) {
            super("model: \"" + model
                    + "\", expected auto, policy/NAME or an expert's name (GET /v1/models lists them)");
        }
    }
}
