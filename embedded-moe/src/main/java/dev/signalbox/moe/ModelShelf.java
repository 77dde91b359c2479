package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.moe.LocalProvider.Load;
import dev.signalbox.moe.adapter.AdapterBase;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where models are found, checked, and brought into memory from. */
final class ModelShelf {

    private static final long SMALL_BYTES = 64L << 20;
    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(10);
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);

    private final Path models;
    private final Runtimes runtimes;
    private final ReentrantLock loadingLibrary = new ReentrantLock();
    private final long adapterBytes;
    private final AdapterTally tally = new AdapterTally();
    private @Nullable LlamaLibrary library;

    /**
     * @param models folder for extracted models and the native library, private to this installation
     * @param memory bytes for all models together
     * @param adapterBytes that the adapters of one model may take in memory beside it
     */
    ModelShelf(Path models, long memory, long adapterBytes) {
        this.models = models;
        this.adapterBytes = adapterBytes;
        runtimes = new Runtimes(
                shape -> LocalRuntime.open(library(), shape, this::pool),
                new Runtimes.Terms(memory, ROOM_PATIENCE),
                System::nanoTime);
    }

    /** Half of what this machine has, or this container may take: the rest is for the JVM, the database and files. */
    static long defaultBudget() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() / 2
                : Runtime.getRuntime().maxMemory();
    }

    /** The model of an expert; what is wrong with its settings or its file is an {@link IllegalArgumentException}. */
    LocalModel open(ExpertCard card, LocalProvider.Config config) throws IOException {
        var file = ModelFile.check(locate(config));
        var shape = shape(card, config, file);
        var lease = runtimes.lease(shape, Footprint.bytes(file, shape));
        boolean now = config.load() == null ? isSmall(file) : config.load() == Load.START;
        if (now && lease.hasRoom()) {
            load(lease);
        }
        return lease;
    }

    private static void load(Runtimes.Lease lease) {
        try {
            lease.use(START_PATIENCE, new Cancellation()).close();
        } catch (AbsentModelException e) {
            lease.close();
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            lease.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model was loaded", e);
        }
    }

    private static boolean isSmall(ModelFile file) {
        return isSmall(file.bytes());
    }

    /** Whether replies are computed apart unless a roster says otherwise. */
    static boolean isSmall(long bytes) {
        return bytes < SMALL_BYTES;
    }

    private static LocalRuntime.Shape shape(ExpertCard card, LocalProvider.Config config, ModelFile file)
            throws IOException {
        int context = card.limits().contextTokens();
        if (context > file.trainedContext()) {
            throw new IllegalArgumentException("limits.context: " + context + ", expected at most "
                    + file.trainedContext() + ", as model " + config.model() + " was trained");
        }
        checkActiveExperts(config, file);
        int threads = config.threads() == null ? threads(file) : config.threads();
        boolean together = config.together() == null ? !isSmall(file) : config.together();
        return new LocalRuntime.Shape(
                file.path(),
                together ? 1 : config.slots(),
                together ? config.slots() : 1,
                threads,
                context,
                config.activeExperts(),
                placement(config, file));
    }

    private static Placement placement(LocalProvider.Config config, ModelFile file) throws IOException {
        var placement = config.placement();
        if (placement == null) {
            return Placement.DEFAULT;
        }
        placement.check(ModelProfile.of(GgufModel.read(file.path())));
        return placement;
    }

    private static void checkActiveExperts(LocalProvider.Config config, ModelFile file) {
        var active = config.activeExperts();
        if (active != null && active > file.experts()) {
            throw new IllegalArgumentException("active-experts: " + active + ", expected "
                    + (file.experts() == 0
                            ? "none, as model " + config.model() + " is not sparse"
                            : "1 to " + file.experts() + ", as model " + config.model() + " has them"));
        }
    }

    /** On a small model threads wait for one another longer than they compute. */
    private static int threads(ModelFile file) {
        int cores = Runtime.getRuntime().availableProcessors();
        return isSmall(file) ? 1 : Math.max(1, cores / 2);
    }

    private Path locate(LocalProvider.Config config) throws IOException {
        return Bundle.MODELS.locate(config.model(), models, "model");
    }

    private AdapterPool pool(AdapterPool.Loader loader) {
        return new AdapterPool(loader, adapterBytes, tally);
    }

    /** What an expert has on its model, checked against it. */
    List<Adapters.Part> adapters(LocalProvider.Config config) throws IOException {
        if (config.adapters().isEmpty()) {
            return List.of();
        }
        var base = AdapterBase.of(locate(config));
        var parts = new ArrayList<Adapters.Part>();
        for (var each : config.adapters()) {
            var path = Bundle.ADAPTERS.locate(each.file(), models.resolve("adapters"), "adapters.file");
            parts.add(new Adapters.Part(AdapterFile.check(path, base), (float) each.scale()));
        }
        long bytes = new Adapters(parts).bytes();
        if (bytes > adapterBytes) {
            throw new IllegalArgumentException("adapters: " + bytes + " bytes, expected at most " + adapterBytes
                    + ", as signalbox.local.adapter-megabytes allows for a model");
        }
        return parts;
    }

    AdapterTally.Counts adapterCounts() {
        return tally.counts();
    }

    private LlamaLibrary library() throws IOException {
        loadingLibrary.lock();
        try {
            var known = library;
            if (known == null) {
                known = NativeLibrary.load(models.resolve("native"));
                library = known;
            }
            return known;
        } finally {
            loadingLibrary.unlock();
        }
    }

    int loaded() {
        return runtimes.loaded();
    }
}
