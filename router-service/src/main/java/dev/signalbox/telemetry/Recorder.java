package dev.signalbox.telemetry;

import dev.signalbox.experts.Caller;
import dev.signalbox.learn.Outcome;
import dev.signalbox.policy.Decision;
import java.time.Instant;

/** Keeps what happened. Never blocks on the database, never loses a record, never writes one twice. */
public interface Recorder {

    void record(Entry entry);

    void record(Feedback feedback);

    /** A decision and what became of it, written together. */
    record Entry(Instant at, Caller caller, Decision decision, Outcome outcome) {}

    /**
     * What a person or a grader thought of a reply.
     *
     * @param id unique, so that a repeated delivery is stored once
     * @param queryId of the decision it speaks of
     * @param reward in [0, 1]
     * @param comment free text, may be empty
     */
    record Feedback(String id, Instant at, Caller caller, String queryId, double reward, String comment) {}
}
