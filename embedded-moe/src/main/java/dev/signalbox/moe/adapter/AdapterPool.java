package dev.signalbox.moe.adapter;

import static java.util.Objects.requireNonNull;

import dev.signalbox.moe.llama.LlamaAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The adapters of one model that are in memory: loaded when first wanted, kept while there is room, given up by least
 * recent use when nothing is written under them. Who finds no room waits, first come, first served, those behind it too,
 * so that nobody waits forever. Files are read on a thread of the pool's own, one wish after another: who wants, gives back
 * or gives up waits for no disk. Safe for concurrent use.
 */
public final class AdapterPool implements AutoCloseable {

    private final Loader loader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();

    /** Least recently wanted first. */
    private final Map<Path, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /** The first one's adapters may be being loaded. */
    private final Deque<Wish> waiting = new ArrayDeque<>();

    private final long room;
    private final AdapterTally tally;
    private boolean loading;
    private boolean closed;

    /**
     * @param loader of the model's adapters, asked for one at a time
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

    /** Who wants adapters. Told once, by whichever thread took, gave up or loaded; must not wait. */
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

    /** Whether {@code claim} was still waiting, and waits no more. */
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
            while (!loading && !waiting.isEmpty() && makeRoom(waiting.getFirst().wanted())) {
                var missing = missing(waiting.getFirst().wanted());
                if (missing.isEmpty()) {
                    served.add(grant(waiting.removeFirst(), Set.of()));
                } else {
                    load(waiting.getFirst(), missing);
                }
            }
        } finally {
            lock.unlock();
        }
        served.forEach(Runnable::run);
    }

    private List<AdapterFile> missing(Adapters wanted) {
        return wanted.parts().stream()
                .map(Adapters.Part::file)
                .filter(file -> !loaded.containsKey(file.path()))
                .toList();
    }

    /** Nobody else is served meanwhile, so that the room that was made stays. */
    private void load(Wish wish, List<AdapterFile> missing) {
        Thread.ofPlatform().daemon().name("load-adapters").start(() -> bring(wish, missing));
        loading = true;
    }

    private void bring(Wish wish, List<AdapterFile> missing) {
        var fresh = new LinkedHashMap<Path, Loaded>();
        Exception problem = new IllegalStateException("adapters: loading broke off");
        try {
            for (var file : missing) {
                fresh.put(file.path(), new Loaded(loader.load(file), file.bytes()));
            }
            problem = null;
        } catch (IOException | RuntimeException e) {
            problem = e;
        } finally {
            settle(wish, fresh, problem);
            serve();
        }
    }

    /** Tells the one for whom they were loaded, if it still waits. */
    private void settle(Wish wish, Map<Path, Loaded> fresh, @Nullable Exception problem) {
        Runnable told = () -> {};
        lock.lock();
        try {
            loading = false;
            settled.signalAll();
            loaded.putAll(fresh);
            fresh.values().forEach(each -> tally.loaded(each.bytes));
            if (waiting.remove(wish)) {
                told = problem == null ? grant(wish, fresh.keySet()) : refuse(wish, problem);
            }
        } finally {
            lock.unlock();
        }
        told.run();
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

    private static Runnable refuse(Wish wish, Exception problem) {
        return () -> wish.claim().failed(problem);
    }

    /**
     * All that it wants is there.
     *
     * @param fresh what was loaded for it
     * @return what tells the claim
     */
    private Runnable grant(Wish wish, Set<Path> fresh) {
        var parts = new ArrayList<LlamaAdapter.Scaled>();
        var used = new ArrayList<Loaded>();
        for (var part : wish.wanted().parts()) {
            var path = part.file().path();
            var each = requireNonNull(loaded.get(path));
            each.users++;
            used.add(each);
            parts.add(new LlamaAdapter.Scaled(each.adapter, part.scale()));
            if (!fresh.contains(path)) {
                tally.hit();
            }
        }
        var hold = new Hold(parts, used);
        return () -> wish.claim().ready(hold);
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

    /** Whether nothing is being loaded any more, at the latest after {@code patience}; once dismissed it stays so. */
    public boolean isSettled(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (loading && left > 0) {
                left = settled.awaitNanos(left);
            }
            return !loading;
        } finally {
            lock.unlock();
        }
    }

    /** Frees them all; nothing may be written under any. */
    @Override
    public void close() {
        lock.lock();
        try {
            while (loading) {
                settled.awaitUninterruptibly();
            }
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
