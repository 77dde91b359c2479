package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.moe.LocalProvider.Load;
import dev.signalbox.moe.fetch.Download;
import dev.signalbox.moe.fetch.Downloads;
import dev.signalbox.moe.fetch.ModelUrl;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.llama.LlamaLibrary;
import dev.signalbox.moe.plan.ModelSizes;
import dev.signalbox.moe.worker.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where models are found, checked, and brought into memory from. */
final class ModelShelf {

    /** In a roster: the question alone is read, whatever template the file has. */
    private static final String NO_TEMPLATE = "none";

    /** A file's template that begins so asks for the same; the models that come with Signalbox have such a one. */
    private static final String LAST_TURN = "{{ messages[-1]['content'] }}";

    private static final long SMALL_BYTES = 64L << 20;
    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(10);
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);

    private final Path models;
    private final Runtimes runtimes;
    private final Gates gates = new Gates();
    private final Downloads downloads;
    private final AdapterShelf adapters;
    private final Map<ModelUrl, Download> wanted = new ConcurrentHashMap<>();
    private final ReentrantLock loadingLibrary = new ReentrantLock();
    private @Nullable LlamaLibrary library;

    /**
     * @param models folder for extracted models and the native library, private to this installation
     * @param memory bytes for all models together
     */
    ModelShelf(Path models, long memory, Downloads downloads, AdapterShelf adapters) {
        this.models = models;
        this.adapters = adapters;
        this.downloads = downloads;
        runtimes = new Runtimes(this::load, new Runtimes.Terms(memory, ROOM_PATIENCE), System::nanoTime);
    }

    /** A file that did not come with us is opened by a worker alone, unless the operator says otherwise. */
    private ExpertRuntime load(LocalRuntime.Shape shape) throws IOException {
        return switch (shape.runtime()) {
            case IN_PROCESS -> LocalRuntime.open(library(), shape, adapters::pool);
            case WORKER ->
                WorkerRuntime.open(
                        new WorkerMain.Settings(
                                NativeLibrary.file(models.resolve("native")),
                                shape,
                                adapters.room(),
                                WorkerRuntime.STEP),
                        Supervisor.Terms.DEFAULT,
                        adapters.tally());
        };
    }

    /** The model of an expert; what is wrong with its settings or its file is an {@link IllegalArgumentException}. */
    LocalModel open(ExpertCard card, LocalProvider.Config config) throws IOException {
        var download = config.download();
        if (download.isEmpty()) {
            return open(card, config, locate(config));
        }
        var coming = downloads.start(download.get());
        wanted.put(download.get(), coming);
        return new DownloadedModel(coming, path -> open(card, config, path));
    }

    private LocalModel open(ExpertCard card, LocalProvider.Config config, Path path) throws IOException {
        var file = ModelFile.check(path);
        var shape = shape(card, config, file);
        var phrasing = phrasing(card, config, file);
        adapters.check(config.adapters(), file.model());
        var steerings = config.gate().steerings(gateShape(file), mostActive(config, file));
        var leases = EffortLeases.open(
                runtimes,
                shape,
                Placed.mainMemory(
                        shape, ModelSizes.of(file.model()), () -> library().devices()),
                config.gate().activeExperts());
        boolean now = config.load() == null ? isSmall(file) : config.load() == Load.START;
        if (now && leases.usual().hasRoom()) {
            load(leases);
        }
        return new FileModel(leases, phrasing, steerings);
    }

    /** By the template that the roster names, or else the file has. */
    private Phrasing phrasing(ExpertCard card, LocalProvider.Config config, ModelFile file) throws IOException {
        var template = config.template() == null ? file.template() : config.template();
        return template == null || template.equals(NO_TEMPLATE) || template.startsWith(LAST_TURN)
                ? new QuestionForm()
                : ChatForm.of(library().chatForms(), template, card.limits().reads());
    }

    private static void load(EffortLeases leases) {
        try {
            leases.usual().use(START_PATIENCE, new Cancellation()).close();
        } catch (AbsentModelException e) {
            leases.close();
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            leases.close();
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

    private LocalRuntime.Shape shape(ExpertCard card, LocalProvider.Config config, ModelFile file) throws IOException {
        int context = card.limits().contextTokens();
        if (context > file.trainedContext()) {
            throw new IllegalArgumentException("limits.context: " + context + ", expected at most "
                    + file.trainedContext() + ", as model " + config.name() + " was trained");
        }
        checkActiveExperts(config.activeExperts(), config.name(), file);
        config.gate().activeExperts().all().forEach(each -> checkActiveExperts(each, config.name(), file));
        int threads = config.threads() == null ? threads(file) : config.threads();
        boolean together = config.together() == null ? !isSmall(file) : config.together();
        return new LocalRuntime.Shape(
                file.path(),
                together ? 1 : config.slots(),
                together ? config.slots() : 1,
                threads,
                context,
                config.activeExperts(),
                placement(config, file),
                runtime(config),
                gateUse(config, file));
    }

    private static RuntimeKind runtime(LocalProvider.Config config) {
        if (config.runtime() != null) {
            return config.runtime();
        }
        return config.model() != null && BundledModels.find(config.model()).isPresent()
                ? RuntimeKind.IN_PROCESS
                : RuntimeKind.WORKER;
    }

    private GateUse gateUse(LocalProvider.Config config, ModelFile file) {
        var gate = config.gate();
        if (gate.equals(GateConfig.NONE)) {
            return GateUse.NONE;
        }
        if (file.experts() == 0) {
            throw new IllegalArgumentException(
                    "gate: set, expected to be left out, as model " + config.name() + " is not sparse");
        }
        var watch = gate.telemetry() == 0 ? null : gates.watch(file.path(), gateShape(file), gate.telemetry());
        return new GateUse(watch, !gate.steerings().isEmpty());
    }

    private static GateShape gateShape(ModelFile file) {
        return new GateShape(file.layers(), Math.max(1, file.experts()));
    }

    /** No steering may leave fewer experts than this. */
    private static int mostActive(LocalProvider.Config config, ModelFile file) {
        int usual = config.activeExperts() == null ? file.usedExperts() : config.activeExperts();
        return config.gate().activeExperts().all().stream().reduce(usual, Math::max);
    }

    private static Placement placement(LocalProvider.Config config, ModelFile file) throws IOException {
        var placement = config.placement();
        if (placement == null) {
            return Placement.DEFAULT;
        }
        placement.check(ModelProfile.of(file.model()));
        return placement;
    }

    private static void checkActiveExperts(@Nullable Integer active, String model, ModelFile file) {
        if (active != null && active > file.experts()) {
            throw new IllegalArgumentException("active-experts: " + active + ", expected "
                    + (file.experts() == 0
                            ? "none, as model " + model + " is not sparse"
                            : "1 to " + file.experts() + ", as model " + model + " has them"));
        }
    }

    /** On a small model threads wait for one another longer than they compute. */
    private static int threads(ModelFile file) {
        int cores = Runtime.getRuntime().availableProcessors();
        return isSmall(file) ? 1 : Math.max(1, cores / 2);
    }

    private Path locate(LocalProvider.Config config) throws IOException {
        return config.file() == null
                ? Bundle.MODELS.locate(config.name(), models, "model")
                : Bundle.path(config.name(), "file");
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

    /** Downloads that go on or failed, then what is on disk or in memory. */
    List<LocalStanding> standings() {
        wanted.values().removeIf(each -> each.file().isPresent() || each.isClosed());
        var all = new ArrayList<LocalStanding>();
        wanted.forEach((model, download) ->
                all.add(new LocalStanding(model.name(), download.progress().text(), 0, 0, Optional.empty())));
        for (var each : runtimes.standings()) {
            var where = each.placement().isEmpty() ? "" : ", " + each.placement();
            all.add(new LocalStanding(
                    each.file(), words(each.state()) + where, each.bytes(), each.uses(), each.worker()));
        }
        return all;
    }

    private static String words(Resident.State state) {
        return switch (state) {
            case ABSENT -> "on disk";
            case LOADING -> "loading";
            case LOADED -> "loaded";
            case LEAVING -> "leaving";
        };
    }

    Gates gates() {
        return gates;
    }

    int loaded() {
        return runtimes.loaded();
    }
}
