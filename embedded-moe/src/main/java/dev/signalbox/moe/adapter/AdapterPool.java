package dev.signalbox.moe.adapter;

import dev.signalbox.moe.llama.LlamaAdapter;
import dev.signalbox.moe.llama.LlamaException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The adapters of one model that are in memory: loaded when first wanted, kept while there is room, given up by least
 * recent use when nothing is written under them. Who finds no room waits, first come, first served, those behind it too,
 * so that nobody waits forever. Safe for concurrent use.
 */
public final class AdapterPool implements AutoCloseable {

    private final Loader loader;
    private final ReentrantLock lock = new ReentrantLock();

    /** Least recently wanted first. */
    private final Map<Path, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

    private final Deque<Wish> waiting = new ArrayDeque<>();
    private final long room;
    private final AdapterTally tally;
    private boolean closed;

    /**
     * @param loader of the model's adapters
     * @param room bytes that those in memory may take together
     * @param tally that counts what is done
     */
    public AdapterPool(Loader loader, long room, AdapterTally tally) {
        this.loader = loader;
        this.room = room;
        this.tally = tally;
    }

    /** Loads an adapter whose file may have changed since it was checked. */
    @FunctionalInterface
    public interface Loader {
        LlamaAdapter load(AdapterFile file) throws IOException;
    }

    /** Who wants adapters. Told once, by whichever thread made room; must not wait. */
    public interface Claim {

        /** The adapters are there until {@link Hold#close}. */
        void ready(Hold hold);

        /** They cannot be loaded. */
        void failed(Exception problem);

        /** The pool takes nobody any more. */
        void dismissed();
    }

    private record Wish(Adapters wanted, Claim claim) {}

    /** An adapter in memory, and how many replies are written under it or wait to be. */
    private static final class Loaded {
        private final LlamaAdapter adapter;
        private final long bytes;
        private int users;

        Loaded(LlamaAdapter adapter, long bytes) {
            this.adapter = adapter;
            this.bytes = bytes;
        }
    }

    /**
     * Gets {@code wanted} for {@code claim}, now or once there is room; what never has room fails.
     *
     * @throws RejectedExecutionException once closed
     */
    public void take(Adapters wanted, Claim claim) {
        if (wanted.bytes() > room) {
            claim.failed(new IllegalArgumentException("adapters: " + wanted.bytes() + " bytes, expected at most " + room
                    + ", as they may take in memory together"));
            return;
        }
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            waiting.addLast(new Wish(wanted, claim));
        } finally {
            lock.unlock();
        }
        serve();
    }

    /** Whether {@code claim} was still waiting for room, and waits no more. */
    public boolean forget(Claim claim) {
        boolean waited;
        lock.lock();
        try {
            waited = waiting.removeIf(wish -> wish.claim().equals(claim));
        } finally {
            lock.unlock();
        }
        serve();
        return waited;
    }

    /** Serves those who wait longest, as far as there is room; tells them outside the lock. */
    private void serve() {
        var served = new ArrayList<Runnable>();
        lock.lock();
        try {
            while (!waiting.isEmpty() && makeRoom(waiting.getFirst().wanted())) {
                served.add(grant(waiting.removeFirst()));
            }
        } finally {
            lock.unlock();
        }
        served.forEach(Runnable::run);
    }

    /** Gives up as many idle ones as it takes; false when those in use leave no room. */
    private boolean makeRoom(Adapters wanted) {
        var files = wanted.parts().stream().map(part -> part.file().path()).toList();
        var others = loaded.entrySet().stream()
                .filter(each -> !files.contains(each.getKey()))
                .toList();
        long busy = others.stream()
                .map(Map.Entry::getValue)
                .filter(each -> each.users > 0)
                .mapToLong(each -> each.bytes)
                .sum();
        if (busy + wanted.bytes() > room) {
            return false;
        }
        long kept = others.stream().mapToLong(each -> each.getValue().bytes).sum();
        for (var each : others) {
            if (kept + wanted.bytes() <= room) {
                break;
            }
            if (each.getValue().users == 0) {
                kept -= each.getValue().bytes;
                evict(each.getKey());
            }
        }
        return true;
    }

    private void evict(Path file) {
        var given = loaded.remove(file);
        if (given != null) {
            given.adapter.close();
            tally.evicted(given.bytes);
        }
    }

    /** Loads what is missing; returns what tells the claim. */
    private Runnable grant(Wish wish) {
        var parts = new ArrayList<LlamaAdapter.Scaled>();
        var used = new ArrayList<Loaded>();
        try {
            for (var part : wish.wanted().parts()) {
                var each = get(part.file());
                each.users++;
                used.add(each);
                parts.add(new LlamaAdapter.Scaled(each.adapter, part.scale()));
            }
        } catch (IOException | LlamaException e) {
            used.forEach(each -> each.users--);
            return () -> wish.claim().failed(e);
        }
        var hold = new Hold(parts, used);
        return () -> wish.claim().ready(hold);
    }

    private Loaded get(AdapterFile file) throws IOException {
        var known = loaded.get(file.path());
        if (known != null) {
            tally.hit();
            return known;
        }
        var fresh = new Loaded(loader.load(file), file.bytes());
        loaded.put(file.path(), fresh);
        tally.loaded(file.bytes());
        return fresh;
    }

    /** Adapters that stay in memory until this is closed; closing it twice is closing it once. */
    public final class Hold implements AutoCloseable {
        private final List<LlamaAdapter.Scaled> adapters;
        private final List<Loaded> used;
        private boolean closed;

        private Hold(List<LlamaAdapter.Scaled> adapters, List<Loaded> used) {
            this.adapters = List.copyOf(adapters);
            this.used = List.copyOf(used);
        }

        /** As a context uses them. */
        public List<LlamaAdapter.Scaled> adapters() {
            return adapters;
        }

        /** No context may use them any more. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
                used.forEach(each -> each.users--);
            } finally {
                lock.unlock();
            }
            serve();
        }
    }

    /** Takes nobody any more, and dismisses those who wait. */
    public void dismiss() {
        List<Wish> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(wish -> wish.claim().dismissed());
    }

    /** Frees them all; nothing may be written under any. */
    @Override
    public void close() {
        lock.lock();
        try {
            loaded.values().forEach(each -> {
                each.adapter.close();
                tally.freed(each.bytes);
            });
            loaded.clear();
        } finally {
            lock.unlock();
        }
    }
}
