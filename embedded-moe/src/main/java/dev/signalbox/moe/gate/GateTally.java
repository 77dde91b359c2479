package dev.signalbox.moe.gate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All that is counted of one model's gating networks, in memory that does not grow with traffic. Safe for concurrent use;
 * lanes take turns once per token.
 */
public final class GateTally implements RoutingSink {

    /** Beyond so many different topics the rest is counted as {@link #OTHER}. */
    static final int MOST_TOPICS = 32;

    static final Topic OTHER = new Topic("other", "other");

    private final GateShape shape;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, UseTable> uses = new HashMap<>();
    private final Map<Topic, Topic> topics = new HashMap<>();
    private final LocalConsistency consistency;
    private final TokenAffinity affinity;
    private final PositionDrift drift;
    private Map<Key, UseTable> drained = new HashMap<>();

    public GateTally(GateShape shape) {
        this.shape = shape;
        consistency = new LocalConsistency(shape);
        affinity = new TokenAffinity(shape);
        drift = new PositionDrift(shape);
    }

    /** What uses are told apart by. */
    public record Key(Topic topic, Phase phase) {}

    public GateShape shape() {
        return shape;
    }

    @Override
    public void routed(Passage passage, TokenRouting routing) {
        lock.lock();
        try {
            uses.computeIfAbsent(new Key(counted(passage.topic()), routing.phase()), _ -> new UseTable(shape))
                    .add(routing);
            consistency.add(passage.segments(shape), routing);
            affinity.add(routing);
            drift.add(routing);
        } finally {
            lock.unlock();
        }
    }

    private Topic counted(Topic topic) {
        var known = topics.get(topic);
        if (known == null) {
            known = topics.size() < MOST_TOPICS ? topic : OTHER;
            if (known.equals(topic)) {
                topics.put(topic, topic);
            }
        }
        return known;
    }

    /** What was counted since the last call; a caller that cannot keep it gives it {@link #restore back}. */
    public Map<Key, UseTable> drain() {
        lock.lock();
        try {
            var fresh = new LinkedHashMap<Key, UseTable>();
            var now = new HashMap<Key, UseTable>();
            uses.forEach((key, table) -> {
                var before = drained.get(key);
                now.put(key, table.copy());
                var since = before == null ? table.copy() : table.plus(before, -1);
                if (!since.isEmpty()) {
                    fresh.put(key, since);
                }
            });
            drained = now;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the next {@link #drain} tell of these again. */
    public void restore(Map<Key, UseTable> untold) {
        lock.lock();
        try {
            untold.forEach((key, table) -> drained.computeIfPresent(key, (_, before) -> before.plus(table, -1)));
        } finally {
            lock.unlock();
        }
    }

    /** What each expert was chosen for, of all tokens of a layer. @return [layers][experts], in [0, 1] */
    public double[][] shares() {
        return all().shares();
    }

    /** Over all topics, prompts and replies. */
    public UseTable all() {
        lock.lock();
        try {
            return uses.values().stream().reduce(new UseTable(shape), (sum, table) -> sum.plus(table, 1));
        } finally {
            lock.unlock();
        }
    }

    /** Copied, since what follows from it takes longer than a token may wait. */
    private TokenAffinity.Layer tokens(int layer) {
        lock.lock();
        try {
            return affinity.layer(layer);
        } finally {
            lock.unlock();
        }
    }

    public GateFigures figures() {
        var explained = new double[shape.layers()];
        Arrays.setAll(explained, layer -> tokens(layer).explained());
        lock.lock();
        try {
            return new Survey(shape, uses, consistency, explained, drift).figures();
        } finally {
            lock.unlock();
        }
    }
}
