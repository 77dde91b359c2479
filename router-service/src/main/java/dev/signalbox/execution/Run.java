package dev.signalbox.execution;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Subject;
import dev.signalbox.experts.Usage;
import dev.signalbox.learn.Attempt;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request under way: its client, its deadline, its cost cap and the attempts made so far. Used by one thread. */
final class Run implements AutoCloseable {

    /** For an estimate before anybody has counted; English text has about as many. */
    private static final long CHARACTERS_PER_TOKEN = 4;

    private final Request request;
    private final Deadline deadline;
    private final long costCapMicroUsd;
    private final Time time;
    private final AttemptLog log;
    /** Fires when the caller left or the deadline passed. */
    private final Cancellation ended = new Cancellation();

    private final List<Cancellation.Registration> registrations;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Attempt.Purpose purpose;
    private Supplier<Subject> subject = Call.UNKNOWN_SUBJECT;
    private boolean committed;

    Run(Request request, Deadline deadline, long costCapMicroUsd, AttemptLog log) {
        this(request, deadline, costCapMicroUsd, log, Attempt.Purpose.ANSWER);
    }

    private Run(Request request, Deadline deadline, long costCapMicroUsd, AttemptLog log, Attempt.Purpose purpose) {
        this.purpose = purpose;
        this.request = request;
        this.deadline = deadline;
        this.costCapMicroUsd = costCapMicroUsd;
        this.time = deadline.time();
        this.log = log;
        this.registrations =
                List.of(request.caller().onCancel(ended::cancel), time.alarm(deadline.left(), ended::cancel));
    }

    /** Of which nobody hears but who wants the advice. */
    static Run forAdvice(Request request, Deadline deadline, long costCapMicroUsd, AttemptLog log) {
        return new Run(request, deadline, costCapMicroUsd, log, Attempt.Purpose.ADVICE);
    }

    /** After what was done for the request before: it has cost something already. */
    Run after(Prelude before) {
        attempts.addAll(before.attempts());
        subject = before.subject();
        return this;
    }

    /**
     * @param efforts how hard experts shall think, where the plan says
     * @param client takes the tokens
     * @param caller fires when the caller left
     */
    record Request(Query query, Map<String, Settings.Effort> efforts, ReplySink client, Cancellation caller) {

        /** What the caller said of effort stands; an expert that takes none is told none. */
        Query to(ExpertCard card) {
            var wanted = efforts.get(card.name());
            return wanted == null
                            || query.settings().effort() != null
                            || !card.abilities().contains(Ability.REASONING)
                    ? query
                    : query.withEffort(wanted);
        }
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** Whether nobody else may be asked: the caller has tokens, or left, or waited too long. */
    boolean isOver() {
        return committed || ended.isCancelled() || deadline.passed();
    }

    boolean isOver(Reply reply) {
        return reply instanceof Reply.Answer || isOver();
    }

    /** Waits unless that would outlast the deadline; false when there is no point in going on. */
    boolean pause(Duration wait) {
        return wait.compareTo(deadline.left()) < 0 && time.pause(wait, ended);
    }

    /** Whether the prompt alone would not take the request past its cost cap. */
    boolean affords(Deployment deployment) {
        return spentMicroUsd() + promptMicroUsd(deployment) <= costCapMicroUsd;
    }

    /** Notes that {@code deployment} was wanted and is too dear for what is left. */
    Failure capped(Deployment deployment) {
        var message =
                "asking %s would cost at least %s USD on top of the %s USD spent; the cost cap of a request is %s USD"
                        .formatted(
                                deployment.card().name(),
                                usd(promptMicroUsd(deployment)),
                                usd(spentMicroUsd()),
                                usd(costCapMicroUsd));
        var failure = Failure.of(Failure.Kind.COST_CAPPED, message);
        turnedAway(deployment, failure);
        return failure;
    }

    /** Calls {@code deployment}, whose guard has let us in. */
    Reply call(Deployment deployment) {
        request.client().answering(deployment.card().name(), asked() + 1);
        var start = time.instant();
        var sink = new AttemptSink(request.client(), time);
        Reply reply = Failure.of(Failure.Kind.UNAVAILABLE, "the expert failed unexpectedly");
        try {
            reply = ask(deployment, sink);
        } catch (RuntimeException bug) {
            log.bug(deployment, bug);
        } finally {
            sink.abandon();
            committed |= sink.committed();
            leave(deployment.guard(), reply, sink.elapsed());
            note(deployment, reply, new Attempt.Timing(start, sink.firstToken(), sink.elapsed()));
        }
        return reply;
    }

    /** Notes that {@code deployment} was wanted and it was not asked. */
    void turnedAway(Deployment deployment, Failure why) {
        note(deployment, why, new Attempt.Timing(time.instant(), null, Duration.ZERO));
    }

    /** What the caller is told when it is not {@code last} alone that ended the run. */
    Reply conclude(Reply last) {
        if (last instanceof Reply.Answer || !request.caller().isCancelled()) {
            return last;
        }
        return new Failure(Failure.Kind.CANCELLED, "the caller left", null, last.usage());
    }

    @Override
    public void close() {
        registrations.forEach(Cancellation.Registration::close);
    }

    private int asked() {
        return (int) attempts.stream()
                .filter(attempt -> attempt.purpose() == purpose)
                .count();
    }

    private long spentMicroUsd() {
        return attempts.stream().mapToLong(Attempt::microUsd).sum();
    }

    private long promptMicroUsd(Deployment deployment) {
        var card = deployment.card();
        return card.price().microUsd(Usage.estimated(promptTokens(card.limits().reads()), 0));
    }

    private long promptTokens(ExpertCard.Reads reads) {
        var query = request.query();
        return switch (reads) {
            case CONVERSATION ->
                Math.ceilDiv(
                        query.turns().stream()
                                .mapToLong(turn -> turn.text().length())
                                .sum(),
                        CHARACTERS_PER_TOKEN);
            case QUESTION -> query.question().length();
        };
    }

    private static String usd(long microUsd) {
        return BigDecimal.valueOf(microUsd, 6).toPlainString();
    }

    private Reply ask(Deployment deployment, AttemptSink sink) {
        var timeouts = deployment.timeouts().within(deadline.left());
        var cancellation = new Cancellation();
        var end = ended.onCancel(cancellation::cancel);
        var watch = watchFirstToken(timeouts, sink, cancellation);
        try {
            var reply = deployment
                    .expert()
                    .ask(request.to(deployment.card()), sink, new Call(timeouts, cancellation, subject));
            return settle(reply, timeouts, sink);
        } finally {
            watch.close();
            end.close();
        }
    }

    /** Ends an attempt whose expert is slow and does not keep its own time. */
    private Cancellation.Registration watchFirstToken(
            Call.Timeouts timeouts, AttemptSink sink, Cancellation cancellation) {
        if (!request.query().settings().stream()) {
            return () -> {};
        }
        return time.alarm(timeouts.firstToken(), () -> {
            if (sink.abandon()) {
                cancellation.cancel();
            }
        });
    }

    /** Calls by its name what we ended ourselves; an abandoned expert has not answered whatever it says. */
    private Reply settle(Reply reply, Call.Timeouts timeouts, AttemptSink sink) {
        boolean cancelled = reply instanceof Failure failure && failure.kind() == Failure.Kind.CANCELLED;
        boolean late = cancelled && deadline.passed();
        if (request.caller().isCancelled() || !(late || sink.abandoned())) {
            return reply;
        }
        var message = late
                ? "the deadline of the request passed"
                : "no first token within " + timeouts.firstToken().toMillis() + " ms";
        return new Failure(Failure.Kind.TIMED_OUT, message, null, reply.usage());
    }

    private void leave(Guard guard, Reply reply, Duration took) {
        if (reply instanceof Failure && (request.caller().isCancelled() || deadline.passed())) {
            guard.leave();
        } else {
            guard.leave(reply, took);
        }
    }

    private void note(Deployment deployment, Reply reply, Attempt.Timing timing) {
        var card = deployment.card();
        long microUsd = card.price().microUsd(reply.usage());
        Failure.@Nullable Kind failure = reply instanceof Failure failed ? failed.kind() : null;
        var attempt = new Attempt(card.name(), deployment.name(), timing, reply.usage(), microUsd, failure, purpose);
        attempts.add(attempt);
        log.note(attempt, deployment.metered());
    }
}
