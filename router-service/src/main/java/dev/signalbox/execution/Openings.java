package dev.signalbox.execution;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.policy.RosterFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deployments being opened side by side, because a local model takes its time. */
final class Openings {

    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    private final Map<Depot.Key, Callable<Holding>> waiting = new LinkedHashMap<>();
    private final Map<Depot.Key, Holding> open = new LinkedHashMap<>();
    private final Map<Depot.Key, String> problems = new LinkedHashMap<>();

    void add(Depot.Key key, ExpertCard card, RosterFile.Deployment<?> deployment) {
        waiting.put(key, () -> new Holding(key.toString(), deployment.open(card)));
    }

    /** Opens them all and waits. */
    void openAll() {
        if (waiting.isEmpty()) {
            return;
        }
        int threads = Math.min(waiting.size(), Runtime.getRuntime().availableProcessors());
        var opening = new LinkedHashMap<Depot.Key, Future<Holding>>();
        try (var pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("open-", 0).factory())) {
            waiting.forEach((key, task) -> opening.put(key, pool.submit(task)));
        }
        opening.forEach(this::settle);
    }

    Optional<Holding> holding(Depot.Key key) {
        return Optional.ofNullable(open.get(key));
    }

    /** Why {@code key} did not open. */
    String problem(Depot.Key key) {
        return problems.getOrDefault(key, "it could not be opened");
    }

    private void settle(Depot.Key key, Future<Holding> opened) {
        if (opened.state() == Future.State.SUCCESS) {
            open.put(key, opened.resultNow());
            return;
        }
        var problem = opened.exceptionNow();
        if (problem instanceof IllegalArgumentException) {
            problems.put(key, String.valueOf(problem.getMessage()));
            LOG.warn("{} is out of service: {}", key, problem.getMessage());
        } else {
            LOG.error("{} is out of service", key, problem);
        }
    }
}
