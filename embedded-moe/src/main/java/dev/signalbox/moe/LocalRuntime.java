package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.LlamaModel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A loaded model and its slots. A slot is one context and one thread, so that replies are computed side by side and none
 * can touch another's state: a reply is the same, bit for bit, whatever runs beside it. Who finds no free slot waits, first
 * come, first served.
 */
final class LocalRuntime implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(LocalRuntime.class.getName());
    private static final long CLOSE_SECONDS = 10;

    /**
     * What makes two experts share a runtime: all of it equal.
     *
     * @param file of the model
     * @param slots replies at once
     * @param threads per slot
     * @param context tokens per slot
     */
    record Shape(Path file, int slots, int threads, int context) {}

    private final LlamaModel model;
    private final Shape shape;
    private final Queue<LlamaContext> contexts = new ConcurrentLinkedQueue<>();
    private final Deque<LlamaContext> free = new ConcurrentLinkedDeque<>();
    private final Set<Generation> running = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor slots;
    private final ReadWriteLock unloading = new ReentrantReadWriteLock();

    private LocalRuntime(LlamaModel model, Shape shape) {
        this.model = model;
        this.shape = shape;
        var threads = Thread.ofPlatform().daemon().name("slot-" + shape.file().getFileName() + "-", 0);
        slots = new ThreadPoolExecutor(
                shape.slots(), shape.slots(), 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads.factory());
    }

    static LocalRuntime open(LlamaLibrary library, Shape shape) {
        var runtime = new LocalRuntime(library.open(shape.file()), shape);
        try {
            runtime.free.add(runtime.openContext());
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
        return runtime;
    }

    /** The first is opened with the model, the others when replies run at once: each takes some 28 MB. */
    private LlamaContext openContext() {
        var context = model.context(shape.context(), shape.threads());
        contexts.add(context);
        return context;
    }

    /** The prompt as the model sees it. */
    int[] tokenize(String prompt) {
        unloading.readLock().lock();
        try {
            if (slots.isShutdown()) {
                throw new RejectedExecutionException("closed");
            }
            return model.tokenize(prompt);
        } finally {
            unloading.readLock().unlock();
        }
    }

    /**
     * Computes {@code generation} as soon as a slot is free, telling it every event. Throws
     * {@link RejectedExecutionException} once closed.
     *
     * @return what cancels it, waiting or running, and leads to its last event at once or within one step
     */
    Runnable start(Generation generation) {
        var work = new Work(generation);
        slots.execute(work);
        return () -> {
            generation.cancel();
            if (slots.remove(work)) {
                work.neverRun();
            }
        };
    }

    /** A generation in the queue or in a slot. */
    private final class Work implements Runnable {
        private final Generation generation;

        Work(Generation generation) {
            this.generation = generation;
        }

        @Override
        public void run() {
            compute(generation);
        }

        void neverRun() {
            generation.tell(new Done(End.CANCELLED, "", 0, 0));
        }
    }

    private void compute(Generation generation) {
        running.add(generation);
        try {
            // It may have left the queue just before close looked at what runs.
            if (slots.isShutdown()) {
                generation.cancel();
            }
            generation.tell(run(generation));
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "a local reply failed", e);
            generation.tell(new Done(End.FAILED, "", 0, 0));
        } finally {
            running.remove(generation);
        }
    }

    private Done run(Generation generation) {
        var last = free.pollFirst();
        var context = last == null ? openContext() : last;
        try {
            return new Slot(model, context, generation).run();
        } finally {
            free.addFirst(context);
        }
    }

    /** Ends what runs or waits, then frees slots and weights. */
    @Override
    public void close() {
        slots.shutdownNow().forEach(work -> ((Work) work).neverRun());
        running.forEach(Generation::cancel);
        if (!ended()) {
            LOGGER.log(Level.WARNING, "a slot does not end; its memory stays until the process does");
            return;
        }
        unloading.writeLock().lock();
        try {
            contexts.forEach(LlamaContext::close);
            model.close();
        } finally {
            unloading.writeLock().unlock();
        }
    }

    private boolean ended() {
        try {
            return slots.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
