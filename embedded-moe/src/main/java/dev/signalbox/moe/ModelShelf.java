package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.moe.LocalProvider.Load;
import dev.signalbox.moe.fetch.Download;
import dev.signalbox.moe.fetch.Downloads;
import dev.signalbox.moe.fetch.ModelUrl;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        runtimes = new Runtimes(
                shape -> LocalRuntime.open(library(), shape, adapters::pool),
                new Runtimes.Terms(memory, ROOM_PATIENCE),
                System::nanoTime);
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
        adapters.check(config.adapters(), file.path());
        var lease =
                runtimes.lease(shape, Placed.mainMemory(shape, () -> library().devices()));
        boolean now = config.load() == null ? isSmall(file) : config.load() == Load.START;
        if (now && lease.hasRoom()) {
            load(lease);
        }
        return new FileModel(lease, phrasing);
    }

    /** By the template that the roster names, or else the file has. */
    private Phrasing phrasing(ExpertCard card, LocalProvider.Config config, ModelFile file) throws IOException {
        var template = config.template() == null ? file.template() : config.template();
        return template == null || template.equals(NO_TEMPLATE) || template.startsWith(LAST_TURN)
                ? new QuestionForm()
                : ChatForm.of(library().chatForms(), template, card.limits().reads());
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
                    + file.trainedContext() + ", as model " + config.name() + " was trained");
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
                            ? "none, as model " + config.name() + " is not sparse"
                            : "1 to " + file.experts() + ", as model " + config.name() + " has them"));
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
                all.add(new LocalStanding(name(model), download.progress().text(), 0, 0)));
        for (var each : runtimes.standings()) {
            var where = each.placement().isEmpty() ? "" : ", " + each.placement();
            all.add(new LocalStanding(each.file(), words(each.state()) + where, each.bytes(), each.uses()));
        }
        return all;
    }

    /** The last part of its path, which people know it by. */
    private static String name(ModelUrl model) {
        var path = String.valueOf(model.url().getPath());
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String words(Resident.State state) {
        return switch (state) {
            case ABSENT -> "on disk";
            case LOADING -> "loading";
            case LOADED -> "loaded";
            case LEAVING -> "leaving";
        };
    }

    int loaded() {
        return runtimes.loaded();
    }
}
