package dev.signalbox.moe;

import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loaded model and its lanes. Who finds no free seat waits, first come, first served. */
final class LocalRuntime implements ExpertRuntime {

    private static final Logger LOGGER = System.getLogger(LocalRuntime.class.getName());
    private static final Duration IDLENESS = Duration.ofSeconds(60);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    /**
     * What makes two experts share a runtime: all of it equal.
     *
     * @param file of the model
     * @param lanes threads that compute replies apart from each other
     * @param seats replies that one lane computes together
     * @param threads that share the arithmetic of one lane
     * @param context tokens per reply, its prompt included
     * @param activeExperts that a token meets in each layer; null as the file says
     * @param placement of weights and caches
     * @param runtime where it is computed
     * @param gate what is done with its gating networks
     */
    record Shape(
            Path file,
            int lanes,
            int seats,
            int threads,
            int context,
            @Nullable Integer activeExperts,
            Placement placement,
            RuntimeKind runtime,
            GateUse gate) {

        /** As a worker is told of it. */
        Shape told() {
            return new Shape(file, lanes, seats, threads, context, activeExperts, placement, runtime, gate.told());
        }

        Shape withActiveExperts(int count) {
            return new Shape(file, lanes, seats, threads, context, count, placement, runtime, gate);
        }
    }

    private final LlamaModel model;
    private final PromptTokens tokens;
    private final Shape shape;
    private final String placement;
    private final Desk desk = new Desk();
    private final List<Thread> lanes = new ArrayList<>();
    private final Queue<Lane> computing = new ConcurrentLinkedQueue<>();
    private final ThreadShare threads;
    private final Duration idleness;
    private int leaving;
    private final ReadWriteLock unloading = new ReentrantReadWriteLock();
    private final AdapterPool adapters;

    private LocalRuntime(
            LlamaModel model,
            Shape shape,
            String placement,
            Function<AdapterPool.Loader, AdapterPool> pools,
            Duration idleness) {
        this.model = model;
        this.idleness = idleness;
        threads = new ThreadShare(shape.threads(), Runtime.getRuntime().availableProcessors());
        tokens = new PromptTokens(model);
        this.shape = shape;
        this.placement = placement;
        adapters = pools.apply(new AdapterLoader(model, shape.file()));
    }

    /** @param pools make the pool of the model's adapters */
    static LocalRuntime open(LlamaLibrary library, Shape shape, Function<AdapterPool.Loader, AdapterPool> pools)
            throws IOException {
        return open(library, shape, pools, IDLENESS);
    }

    /** @param idleness after which a lane without work frees its contexts, unless it is the last one */
    static LocalRuntime open(
            LlamaLibrary library, Shape shape, Function<AdapterPool.Loader, AdapterPool> pools, Duration idleness)
            throws IOException {
        var placed = Placed.of(shape, library.devices());
        var model = library.open(
                shape.file(),
                overrides(shape),
                placed.offload(),
                shape.placement().cache());
        var runtime = new LocalRuntime(model, shape, placed.words(), pools, idleness);
        try {
            runtime.openLane();
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
        return runtime;
    }

    private static Map<String, Integer> overrides(Shape shape) throws IOException {
        var active = shape.activeExperts();
        if (active == null) {
            return Map.of();
        }
        var header = GgufModel.read(shape.file()).header();
        return Map.of(header.text("general.architecture").orElse("") + ".expert_used_count", active);
    }

    /** The first is opened with the model, the others when replies run at once: each takes some 28 MB. */
    private void openLane() {
        synchronized (lanes) {
            if (lanes.size() == shape.lanes() || desk.isClosed()) {
                return;
            }
            var lane = new Lane(model, shape, desk, threads, new Idleness(idleness, this::mayLeave));
            computing.add(lane);
            lanes.add(Thread.ofPlatform()
                    .daemon()
                    .name("lane-" + shape.file().getFileName() + "-" + lanes.size())
                    .start(() -> compute(lane)));
        }
    }

    /** One lane always stays, so that the next reply need not wait for a context. */
    private boolean mayLeave() {
        synchronized (lanes) {
            boolean may = lanes.size() - leaving > 1;
            leaving += may ? 1 : 0;
            return may;
        }
    }

    /** Only now, as the model may be freed once no lane is left. */
    private void left() {
        synchronized (lanes) {
            if (!desk.isClosed() && lanes.remove(Thread.currentThread())) {
                leaving--;
            }
        }
    }

    /** A lane that fails beyond its replies takes the runtime out of service, so that none waits for it in vain. */
    private void compute(Lane lane) {
        boolean ended = false;
        try (lane) {
            lane.run();
            ended = true;
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "a lane of " + shape.file() + " failed; the model is out of service", e);
        } finally {
            if (!ended) {
                dismissWaiting();
            }
            computing.remove(lane);
            left();
        }
    }

    /** How long the slowest native call under way has taken, its preparation included; zero while nothing is computed. */
    Duration step() {
        return computing.stream().map(Lane::step).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private void dismissWaiting() {
        desk.close().forEach(Arrival::dismiss);
        adapters.dismiss();
    }

    @Override
    public boolean isOpen() {
        return !desk.isClosed();
    }

    @Override
    public int[] tokenize(Prompt prompt) {
        return whileLoaded(() -> tokens.of(prompt));
    }

    private <T> T whileLoaded(Supplier<T> work) {
        unloading.readLock().lock();
        try {
            if (desk.isClosed()) {
                throw new RejectedExecutionException("closed");
            }
            return work.get();
        } finally {
            unloading.readLock().unlock();
        }
    }

    @Override
    public void check(Generation.Order order) {
        if (order.grammar() == null) {
            return;
        }
        whileLoaded(() -> {
            try {
                model.sampler(Sampling.GREEDY, 1, order.grammar()).close();
            } catch (LlamaException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return 0;
        });
    }

    @Override
    public String placement() {
        return placement;
    }

    @Override
    public int vocabularySize() {
        return model.vocabularySize();
    }

    @Override
    public Runnable start(Generation generation) {
        var watch = shape.gate().watch();
        if (watch != null) {
            watch.begin(generation);
        }
        var arrival = new Arrival(generation, desk, this::openLaneIfPossible);
        var wanted = generation.order().adapters();
        if (wanted.isEmpty()) {
            arrival.enter();
        } else {
            adapters.take(wanted, arrival);
        }
        return () -> {
            generation.cancel();
            if (adapters.forget(arrival) || desk.remove(generation)) {
                Arrival.dismiss(generation);
            }
        };
    }

    /** Without another lane the reply waits for one of those there are. */
    private void openLaneIfPossible() {
        try {
            openLane();
        } catch (LlamaException e) {
            LOGGER.log(Level.WARNING, "no further lane for " + shape.file() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        dismissWaiting();
        if (!ended()) {
            LOGGER.log(
                    Level.WARNING,
                    "a lane or the loading of an adapter does not end; the memory stays until the process does");
            return;
        }
        unloading.writeLock().lock();
        try {
            adapters.close();
            model.close();
        } finally {
            unloading.writeLock().unlock();
        }
    }

    private boolean ended() {
        List<Thread> all;
        synchronized (lanes) {
            all = List.copyOf(lanes);
        }
        try {
            for (var lane : all) {
                if (!lane.join(CLOSE_PATIENCE)) {
                    return false;
                }
            }
            return adapters.isSettled(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
