package dev.signalbox.execution;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The experts in service, with their deployments. Immutable: a change is a new fleet. What it holds stays open until it
 * is retired and its last visitor has left.
 */
final class Fleet {

    private final Map<String, Crew> crews;
    private final List<Holding> holdings;
    /** Visitors, and one more while this fleet is in force. */
    private final AtomicInteger visits = new AtomicInteger(1);

    Fleet(Map<String, Crew> crews, Collection<Holding> holdings) {
        this.crews = Map.copyOf(crews);
        this.holdings = List.copyOf(holdings);
        this.holdings.forEach(Holding::hold);
    }

    Optional<Crew> find(String expert) {
        return Optional.ofNullable(crews.get(expert));
    }

    Stream<Deployment> deployments() {
        return crews.values().stream().flatMap(crew -> crew.deployments().stream());
    }

    /** False when this fleet is closed already: the visitor goes to the one that took its place. */
    boolean enter() {
        return visits.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void leave() {
        if (visits.decrementAndGet() == 0) {
            holdings.forEach(Holding::letGo);
        }
    }

    /** Takes this fleet out of force, once. */
    void retire() {
        leave();
    }
}
