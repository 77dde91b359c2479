package dev.signalbox.moe;

import dev.signalbox.experts.Subject;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.Passage;
import dev.signalbox.moe.gate.RoutingSink;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.gate.Topic;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which replies of a model have their choice of experts watched: a fixed share of them, each as a whole, so that what is
 * counted of a reply's course stays true.
 */
final class ModelWatch implements RoutingSink {

    private final GateTally tally;
    private final double rate;
    private final AtomicLong replies = new AtomicLong();
    private volatile @Nullable RoutingSink trace;

    /** @param rate share of replies, in [0, 1] */
    ModelWatch(GateTally tally, double rate) {
        this.tally = tally;
        this.rate = rate;
    }

    GateTally tally() {
        return tally;
    }

    /** Lets another one see every watched token too. */
    void trace(RoutingSink with) {
        trace = with;
    }

    /** The next reply as one that is watched; empty when it is not. */
    private Optional<Passage> next(Supplier<Subject> about) {
        long number = replies.getAndIncrement();
        boolean watched = Math.floor((number + 1) * rate) > Math.floor(number * rate);
        if (!watched) {
            return Optional.empty();
        }
        var subject = about.get();
        return Optional.of(new Passage(number, new Topic(subject.domain(), subject.language())));
    }

    /** Watches it if its turn is now. */
    void begin(Generation generation) {
        next(generation::subject).ifPresent(passage -> generation.watch(routing -> routed(passage, routing)));
    }

    @Override
    public void routed(Passage passage, TokenRouting routing) {
        tally.routed(passage, routing);
        var also = trace;
        if (also != null) {
            also.routed(passage, routing);
        }
    }
}
