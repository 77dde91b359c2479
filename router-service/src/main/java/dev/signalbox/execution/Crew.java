package dev.signalbox.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The deployments of one expert, at least one, which take turns. */
final class Crew {

    private final List<Deployment> deployments;
    private final AtomicInteger turn = new AtomicInteger();

    Crew(List<Deployment> deployments) {
        if (deployments.isEmpty()) {
            throw new IllegalArgumentException("deployments: none, expected at least one");
        }
        this.deployments = List.copyOf(deployments);
    }

    /** All of them, as listed. */
    List<Deployment> deployments() {
        return deployments;
    }

    /** All of them, another one first each time. */
    List<Deployment> inTurn() {
        if (deployments.size() == 1) {
            return deployments;
        }
        var order = new ArrayList<>(deployments);
        Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), order.size()));
        return order;
    }
}
