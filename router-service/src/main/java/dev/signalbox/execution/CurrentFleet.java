package dev.signalbox.execution;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The fleet in force, swapped as a whole. */
final class CurrentFleet implements AutoCloseable {

    private final AtomicReference<Fleet> current;

    CurrentFleet(Fleet first) {
        this.current = new AtomicReference<>(first);
    }

    /** A look without a visit: what it holds may be closed at any time. */
    Fleet get() {
        return current.get();
    }

    /** The fleet in force, kept open until the visit is closed. */
    Visit enter() {
        while (true) {
            var fleet = current.get();
            if (fleet.enter()) {
                return new Visit(fleet);
            }
        }
    }

    /** Puts {@code next} in force; the old one closes what nobody needs any more after its last call. */
    void swap(Fleet next) {
        current.getAndSet(next).retire();
    }

    @Override
    public void close() {
        swap(new Fleet(Map.of(), List.of()));
    }

    /** A stay with one fleet. */
    record Visit(Fleet fleet) implements AutoCloseable {
        @Override
        public void close() {
            fleet.leave();
        }
    }
}
