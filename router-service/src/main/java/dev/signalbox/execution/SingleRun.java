package dev.signalbox.execution;

import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.learn.Outcome;
import dev.signalbox.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks a single plan: the expert, or those mixed who stand in its place, then its fallbacks; of each its deployments in
 * turn; of each several attempts. Before the first token any failure moves on, a rejected request too, because experts
 * differ in what they accept. What the cost cap does not allow is not asked; a cheaper expert after it still may be.
 */
final class SingleRun {

    /** Whoever is out of time before anybody was asked; a caller who left is told so instead. */
    private static final Failure TOO_LATE =
            Failure.of(Failure.Kind.TIMED_OUT, "the deadline of the request passed before an expert was asked");

    private final Fleet fleet;
    private final Run run;
    private final Duration longestWait;

    /** @param longestWait longer than this we do not wait for one deployment but move on */
    SingleRun(Fleet fleet, Run run, Duration longestWait) {
        this.fleet = fleet;
        this.run = run;
        this.longestWait = longestWait;
    }

    Execution walk(Plan.Single plan, String queryId) {
        var names = new ArrayList<String>(1 + plan.fallback().size());
        names.add(plan.expert());
        names.addAll(plan.fallback());
        return walk(names, TOO_LATE, queryId);
    }

    /** Those who are mixed first, then one after the other. */
    Execution walk(Plan.Mix plan, String queryId) {
        var first = run.isOver() ? TOO_LATE : askMixed(plan);
        return first instanceof Reply.Answer
                ? new Execution(first, new Outcome(queryId, plan.name(), run.attempts()))
                : walk(plan.fallback(), first, queryId);
    }

    /** A roster may change between decision and call. */
    private Reply askMixed(Plan.Mix plan) {
        Crew crew;
        try {
            crew = new Blend(fleet).crew(plan);
        } catch (IllegalArgumentException e) {
            return Failure.of(Failure.Kind.UNAVAILABLE, plan.name() + ": " + e.getMessage());
        }
        return ask(crew);
    }

    private Execution walk(List<String> names, Reply before, String queryId) {
        var last = before;
        for (var name : names) {
            if (run.isOver()) {
                break;
            }
            last = fleet.find(name).map(this::ask).orElseGet(() -> outOfService(name));
            if (last instanceof Reply.Answer) {
                return new Execution(last, new Outcome(queryId, name, run.attempts()));
            }
        }
        return new Execution(run.conclude(last), new Outcome(queryId, null, run.attempts()));
    }

    /** Asks the deployments of one expert; those whose guard lets nobody in only when no other is left. */
    private Reply ask(Crew crew) {
        var order = crew.inTurn();
        var turnedAway = new ArrayList<Failure>();
        Optional<Reply> last = Optional.empty();
        for (int i = 0; i < order.size(); i++) {
            if (!run.affords(order.get(i))) {
                return run.capped(order.get(i));
            }
            var refusal = order.get(i).guard().enter();
            if (refusal.isPresent()) {
                turnedAway.add(refusal.get());
                continue;
            }
            last = Optional.of(askAgain(order.get(i), i == order.size() - 1));
            if (run.isOver(last.get()) || isCapped(last.get())) {
                break;
            }
        }
        return last.orElseGet(() -> insist(order, turnedAway));
    }

    /** Asks a deployment that has let us in, and again while that may help. */
    private Reply askAgain(Deployment deployment, boolean lastOne) {
        var retries = deployment.guard().retries();
        while (true) {
            var reply = run.call(deployment);
            if (run.isOver(reply) || (!lastOne && askedToWait(reply))) {
                return reply;
            }
            long millis = retries.onResult(reply);
            if (millis >= 0 && !run.affords(deployment)) {
                return run.capped(deployment);
            }
            if (millis < 0
                    || !waited(Duration.ofMillis(millis))
                    || deployment.guard().enter().isPresent()) {
                return reply;
            }
        }
    }

    /** No guard let us in: waits for the first that soon will, else says why. */
    private Reply insist(List<Deployment> order, List<Failure> turnedAway) {
        for (int i = 0; i < order.size(); i++) {
            var wait = turnedAway.get(i).retryAfter();
            var deployment = order.get(i);
            if (wait != null && waited(wait) && deployment.guard().enter().isEmpty()) {
                return askAgain(deployment, true);
            }
        }
        run.turnedAway(order.getFirst(), turnedAway.getFirst());
        return turnedAway.getFirst();
    }

    private boolean waited(Duration wait) {
        return wait.compareTo(longestWait) <= 0 && run.pause(wait);
    }

    private static boolean isCapped(Reply reply) {
        return reply instanceof Failure failure && failure.kind() == Failure.Kind.COST_CAPPED;
    }

    private static boolean askedToWait(Reply reply) {
        return reply instanceof Failure failure && failure.retryAfter() != null;
    }

    private static Reply outOfService(String name) {
        return Failure.of(Failure.Kind.UNAVAILABLE, name + " is not in service");
    }
}
