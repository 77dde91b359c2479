package dev.signalbox.telemetry;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import dev.signalbox.gate.Selection;
import dev.signalbox.learn.Attempt;
import dev.signalbox.learn.Outcome;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import dev.signalbox.score.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Records for tests. */
final class Records {

    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

    private static final Caller CALLER = new Caller("acme", "key-1");

    private Records() {}

    /** Two candidates, one denial; the first choice failed, the fallback answered. */
    static Recorder.Entry entry(String queryId) {
        return new Recorder.Entry(AT, CALLER, decision(queryId), outcome(queryId));
    }

    static Recorder.Entry refusal(String queryId, String message) {
        var decision = new Decision(
                queryId,
                new Decision.Provenance("auto", "v1", 3, "", 42),
                List.of(),
                List.of(new Decision.Denial("local/sums", "context", "needs 900 tokens, has 512")),
                Selection.EMPTY,
                new Plan.Refusal(Plan.Reason.TOO_LONG, message));
        return new Recorder.Entry(AT, CALLER, decision, new Outcome(queryId, null, List.of()));
    }

    static Recorder.Feedback feedback(String id, String queryId, double reward) {
        return new Recorder.Feedback(id, AT, CALLER, queryId, reward, "fine \0 \uD83D indeed");
    }

    private static Decision decision(String queryId) {
        return new Decision(
                queryId,
                new Decision.Provenance("auto", "v1", 3, "snapshot-9", 42),
                List.of(candidate("local/sums", 0.9), candidate("local/generalist", 0.7)),
                List.of(new Decision.Denial("local/atlas", "tag", "has no tag \"eu\"")),
                new Selection(List.of(new Selection.Choice("local/sums", 1, 0.98))),
                new Plan.Single("local/sums", List.of("local/generalist")));
    }

    private static Decision.Candidate candidate(String expert, double quality) {
        return new Decision.Candidate(new Score(expert, quality, 0.05, 61.5, Duration.ofMillis(120)), quality - 0.01);
    }

    private static Outcome outcome(String queryId) {
        var failed = new Attempt(
                "local/sums",
                "local",
                new Attempt.Timing(AT, null, Duration.ofMillis(30)),
                Usage.estimated(10, 0),
                5,
                Reply.Failure.Kind.OVERLOADED);
        var answered = new Attempt(
                "local/generalist",
                "local",
                new Attempt.Timing(AT.plusMillis(40), Duration.ofMillis(20), Duration.ofMillis(100)),
                new Usage(10, 25, 4, true),
                55,
                null);
        return new Outcome(queryId, "local/generalist", List.of(failed, answered));
    }
}
