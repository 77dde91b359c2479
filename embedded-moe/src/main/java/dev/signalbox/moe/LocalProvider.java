package dev.signalbox.moe;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.adapter.AdapterBase;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.yaml.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens local models: those that come with Signalbox by name, others by the path of a GGUF file. */
@ProviderSpec(name = "local", summary = "A sparse model inside this process, served by llama.cpp")
public final class LocalProvider implements ExpertProvider<LocalProvider.Config> {

    private static final long SMALL_BYTES = 64L << 20;
    private static final long ADAPTER_BYTES = 256L << 20;

    private final Path models;
    private final RandomGenerator seeds;
    private final long adapterBytes;
    private final Runtimes runtimes;

    /** With room for {@value #ADAPTER_BYTES} bytes of adapters. */
    public LocalProvider(Path models, RandomGenerator seeds) {
        this(models, seeds, ADAPTER_BYTES);
    }

    /**
     * @param models folder for extracted models and the native library, private to this installation
     * @param seeds for replies drawn at random without a seed of their own; safe for concurrent use
     * @param adapterBytes that the adapters of one model may take in memory together
     */
    public LocalProvider(Path models, RandomGenerator seeds, long adapterBytes) {
        this.models = models.toAbsolutePath();
        this.seeds = seeds;
        this.adapterBytes = adapterBytes;
        runtimes = new Runtimes(this.models.resolve("native"), adapterBytes);
    }

    /** What a roster says of a local expert. */
    public record Config(
            @Option("a bundled model's name, or the path of a .gguf file")
            String model,

            @Option("of a query that states none: up to low the bare answer, above it the working too") @Nullable
            Effort effort,

            @Option(value = "replies at once; who comes later waits", otherwise = "4")
            int slots,

            @Option("threads that share one reply's arithmetic; left out, 1 for a small model, else half of the cores")
            @Nullable
            Integer threads,

            @Option("whether replies share one step per token; left out, for a model that is not small") @Nullable
            Boolean together,

            @Option("experts that a token meets in each layer; left out, as many as the model was trained with")
            @Nullable
            Integer activeExperts,

            @Option(
                    "what is put on the model, shared by all experts that name it: names of bundled adapters or paths of"
                            + " .gguf files, each with its scale; none when left out")
            List<AdapterConfig> adapters) {

        private static final int MOST = 256;

        public Config {
            if (model.isBlank()) {
                throw new IllegalArgumentException("model: blank, expected a bundled model's name or a .gguf file");
            }
            check("slots", slots);
            if (threads != null) {
                check("threads", threads);
            }
            if (activeExperts != null) {
                check("active-experts", activeExperts);
            }
            adapters = List.copyOf(adapters);
            if (adapters.size() > Adapters.MOST) {
                throw new IllegalArgumentException(
                        "adapters: " + adapters.size() + ", expected at most " + Adapters.MOST);
            }
        }

        /** Of a bundled model's name, or the path of a .gguf file, with everything else left open. */
        public static LocalDraft of(String model) {
            return new LocalDraft(model);
        }

        private static void check(String key, int value) {
            if (value < 1 || value > MOST) {
                throw new IllegalArgumentException(key + ": " + value + ", expected 1 to " + MOST);
            }
        }
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Expert open(ExpertCard card, Config config) {
        try {
            var file = ModelFile.check(Bundle.MODELS.locate(config.model(), models, "model"));
            int context = card.limits().contextTokens();
            if (context > file.trainedContext()) {
                throw new IllegalArgumentException("limits.context: " + context + ", expected at most "
                        + file.trainedContext() + ", as model " + config.model() + " was trained");
            }
            checkActiveExperts(config, file);
            int threads = config.threads() == null ? threads(file) : config.threads();
            boolean together = config.together() == null ? file.bytes() >= SMALL_BYTES : config.together();
            var shape = new LocalRuntime.Shape(
                    file.path(),
                    together ? 1 : config.slots(),
                    together ? config.slots() : 1,
                    threads,
                    context,
                    config.activeExperts());
            var adapters = adapters(config, file.path());
            return new LocalExpert(
                    new LocalExpert.Terms(card.limits(), config.effort(), adapters), runtimes.lease(shape), seeds);
        } catch (IOException | LlamaException e) {
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        }
    }

    private static void checkActiveExperts(Config config, ModelFile file) {
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
        return file.bytes() < SMALL_BYTES ? 1 : Math.max(1, cores / 2);
    }

    private List<Adapters.Part> adapters(Config config, Path model) throws IOException {
        if (config.adapters().isEmpty()) {
            return List.of();
        }
        var base = AdapterBase.of(model);
        var parts = new ArrayList<Adapters.Part>();
        for (var each : config.adapters()) {
            var path = Bundle.ADAPTERS.locate(each.file(), models.resolve("adapters"), "adapters.file");
            parts.add(new Adapters.Part(AdapterFile.check(path, base), (float) each.scale()));
        }
        long bytes = new Adapters(parts).bytes();
        if (bytes > adapterBytes) {
            throw new IllegalArgumentException("adapters: " + bytes + " bytes, expected at most "
                    + adapterBytes + ", as a model's adapters may take in memory");
        }
        return parts;
    }

    /** Experts of one model can answer mixed, whatever adapters they have on. */
    @Override
    public String family(Config config) {
        return "local " + config.model()
                + (config.activeExperts() == null ? "" : " with " + config.activeExperts() + " active experts");
    }

    /** What became of the adapters that replies wanted, over all models. */
    public AdapterPool.Counts adapterCounts() {
        return runtimes.adapterCounts();
    }

    /** How many models are in memory. */
    int loaded() {
        return runtimes.loaded();
    }
}
