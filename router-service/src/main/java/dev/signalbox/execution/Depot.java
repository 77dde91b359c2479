package dev.signalbox.execution;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.policy.RosterFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Opens the experts of a roster file and puts them in service. What did not change between two rosters stays open, and
 * keeps what its breaker knows.
 *
 * <p>An expert that cannot be opened, for want of its API key say, is out of service and keeps nobody else from it.
 */
public final class Depot implements AutoCloseable {

    private final CurrentFleet current;
    private final Time time;
    private final RandomGenerator random;
    private Map<Key, Berth> inService = Map.of();

    Depot(CurrentFleet current, Time time, RandomGenerator random) {
        this.current = current;
        this.time = time;
        this.random = random;
    }

    /** Opens what is new in {@code roster}; nothing changes in service until {@link Staged#putInService}. */
    public synchronized Staged stage(RosterFile roster) {
        var fresh = openFresh(roster);
        var berths = new LinkedHashMap<Key, Berth>();
        var crews = new HashMap<String, Crew>();
        var outOfService = new LinkedHashMap<String, String>();
        for (var entry : roster.entries()) {
            var crew = new ArrayList<Deployment>();
            for (var listed : entry.deployments()) {
                var key = Key.of(entry.card(), listed);
                berth(key, entry.calls(), fresh).ifPresent(berth -> {
                    berths.put(key, berth);
                    crew.add(berth.deployment(entry.card(), listed.name()));
                });
            }
            if (crew.isEmpty()) {
                var key = Key.of(entry.card(), entry.deployments().getFirst());
                outOfService.put(entry.card().name(), fresh.problem(key));
            } else {
                crews.put(entry.card().name(), new Crew(crew));
            }
        }
        var holdings = berths.values().stream().map(Berth::holding).toList();
        return new Staged(this, new Fleet(crews, holdings), berths, outOfService);
    }

    /** Takes everything out of service; calls under way end in peace. */
    @Override
    public synchronized void close() {
        current.close();
        inService = Map.of();
    }

    private synchronized void putInService(Fleet fleet, Map<Key, Berth> berths) {
        current.swap(fleet);
        inService = berths;
    }

    private Openings openFresh(RosterFile roster) {
        var openings = new Openings();
        for (var entry : roster.entries()) {
            for (var listed : entry.deployments()) {
                var key = Key.of(entry.card(), listed);
                if (!inService.containsKey(key)) {
                    openings.add(key, entry.card(), listed);
                }
            }
        }
        openings.openAll();
        return openings;
    }

    private Optional<Berth> berth(Key key, RosterFile.Calls calls, Openings fresh) {
        var known = inService.get(key);
        if (known != null) {
            return Optional.of(known.calls().equals(calls) ? known : berth(key, calls, known.holding()));
        }
        return fresh.holding(key)
                .map(holding -> earlierGuard(key, calls)
                        .map(guard -> new Berth(holding, calls, guard))
                        .orElseGet(() -> berth(key, calls, holding)));
    }

    /** A card may change, by its price say, without touching what we know of the endpoint's health. */
    private Optional<Guard> earlierGuard(Key key, RosterFile.Calls calls) {
        return inService.entrySet().stream()
                .filter(entry -> entry.getKey().sameEndpoint(key)
                        && entry.getValue().calls().equals(calls))
                .map(entry -> entry.getValue().guard())
                .findFirst();
    }

    private Berth berth(Key key, RosterFile.Calls calls, Holding holding) {
        return new Berth(holding, calls, new Guard(key.toString(), calls, time, random));
    }

    /** What makes two deployments the same. */
    record Key(ExpertCard card, String deployment, Record config) {
        static Key of(ExpertCard card, RosterFile.Deployment<?> deployment) {
            return new Key(card, deployment.name(), deployment.config());
        }

        boolean sameEndpoint(Key other) {
            return card.name().equals(other.card.name())
                    && deployment.equals(other.deployment)
                    && config.equals(other.config);
        }

        /** As logs name it. */
        @Override
        public String toString() {
            return card.name() + " (" + deployment + ")";
        }
    }

    /** A place in the fleet: an open expert, the terms it is called on, and their guard. */
    private record Berth(Holding holding, RosterFile.Calls calls, Guard guard) {
        Deployment deployment(ExpertCard card, String name) {
            return new Deployment(card, name, holding.expert(), calls.timeouts(), guard);
        }
    }

    /** A fleet that is open but not in service; it must be put there or discarded. */
    public static final class Staged {

        private final Depot depot;
        private final Fleet fleet;
        private final Map<Key, Berth> berths;
        private final Map<String, String> outOfService;

        private Staged(Depot depot, Fleet fleet, Map<Key, Berth> berths, Map<String, String> outOfService) {
            this.depot = depot;
            this.fleet = fleet;
            this.berths = Map.copyOf(berths);
            this.outOfService = Map.copyOf(outOfService);
        }

        /** Experts of the roster that nobody can ask, and why. */
        public Map<String, String> outOfService() {
            return outOfService;
        }

        /** From now on plans run on this fleet; calls under way stay on theirs. */
        public void putInService() {
            depot.putInService(fleet, berths);
        }

        /** Closes what was opened for this fleet alone. */
        public void discard() {
            fleet.retire();
        }
    }
}
