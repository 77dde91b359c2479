package dev.signalbox.execution;

import static java.util.stream.Collectors.joining;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.policy.RosterFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the experts of a roster file and puts them in service. What did not change between two rosters stays open, and
 * keeps what its breaker knows.
 *
 * <p>An expert that cannot be opened, for want of its API key say, is out of service and does not keep the others from it.
 */
public final class Depot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Depot.class);

    private final CurrentFleet current;
    private final Time time;
    private final RandomGenerator random;
    private Map<Key, Berth> inService = Map.of();

    Depot(CurrentFleet current, Time time, RandomGenerator random) {
        this.current = current;
        this.time = time;
        this.random = random;
    }

    /** What makes two deployments the same. */
    private record Key(ExpertCard card, String deployment, Record config) {
        static Key of(RosterFile.Entry entry, RosterFile.Deployment<?> deployment) {
            return new Key(entry.card(), deployment.name(), deployment.config());
        }
    }

    /** An open deployment and the terms its guard was made for. */
    private record Berth(Holding holding, RosterFile.Calls calls, Guard guard) {}

    /** Opens what is new in {@code roster}; nothing changes in service until {@link Opened#putInService}. */
    public synchronized Opened open(RosterFile roster) {
        var reasons = new LinkedHashMap<String, String>();
        var berths = new LinkedHashMap<Key, Berth>();
        var crews = new HashMap<String, Crew>();
        var opening = openNew(roster);
        for (var entry : roster.entries()) {
            var deployments = new ArrayList<Deployment>();
            for (var listed : entry.deployments()) {
                var key = Key.of(entry, listed);
                try {
                    var berth = berth(entry, listed, opening.get(key));
                    berths.put(key, berth);
                    deployments.add(new Deployment(
                            entry.card(), listed.name(), berth.holding().expert(), entry.calls(), berth.guard()));
                } catch (ExecutionException failed) {
                    reasons.merge(entry.card().name(), reason(entry, listed, failed.getCause()), (a, b) -> a + "; " + b);
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        current.close();
    }
}
