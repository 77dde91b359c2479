package dev.signalbox.moe;

import com.sun.management.OperatingSystemMXBean;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.fetch.Downloads;
import dev.signalbox.moe.fetch.ModelUrl;
import dev.signalbox.moe.fetch.RefusedDownloadException;
import dev.signalbox.moe.fetch.Web;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.RoutingSink;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.yaml.Option;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens local models: those that come with Signalbox by name, others by the path of a GGUF file. */
@ProviderSpec(
        name = "local",
        summary = "A sparse model inside this process, or in a worker beside it, served by llama.cpp")
public final class LocalProvider implements ExpertProvider<LocalProvider.Config> {

    private static final Web OFFLINE = new Web() {
        @Override
        public <T> T get(Request request, Reader<T> reader) throws IOException {
            throw new RefusedDownloadException("nothing is downloaded here");
        }
    };

    private static final long ADAPTER_BYTES = 256L << 20;

    private final AdapterShelf adapters;
    private final ModelShelf shelf;
    private final RandomGenerator seeds;

    /** When a model comes into memory. */
    public enum Load {
        /** When the roster is read, if there is room then. */
        START,
        /** When it is first asked. */
        DEMAND
    }

    /**
     * With half of this machine's memory, or of this container's, for all models together, and without a network.
     *
     * @param models folder for extracted models and the native library, private to this installation
     * @param seeds for replies drawn at random without a seed of their own; safe for concurrent use
     */
    public LocalProvider(Path models, RandomGenerator seeds) {
        this(models, seeds, defaultMemory(), OFFLINE);
    }

    /** Without a network. */
    public LocalProvider(Path models, RandomGenerator seeds, long memory) {
        this(models, seeds, memory, OFFLINE);
    }

    /**
     * @param memory bytes for all models together
     * @param web where models are downloaded
     */
    public LocalProvider(Path models, RandomGenerator seeds, long memory, Web web) {
        this(models, seeds, memory, web, ADAPTER_BYTES);
    }

    /** @param adapterBytes that the adapters of one model may take in memory beside it */
    public LocalProvider(Path models, RandomGenerator seeds, long memory, Web web, long adapterBytes) {
        var folder = models.toAbsolutePath();
        var downloads = new Downloads(downloads(models), web, Downloads.Terms.PATIENT);
        adapters = new AdapterShelf(folder.resolve("adapters"), adapterBytes);
        shelf = new ModelShelf(folder, memory, downloads, adapters);
        this.seeds = seeds;
    }

    /** Half of what this machine has, or this container may take: the rest is for the JVM, the database and files. */
    public static long defaultMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize() / 2
                : Runtime.getRuntime().maxMemory();
    }

    /** Where a provider with this folder keeps downloaded models. */
    public static Path downloads(Path models) {
        return models.resolve("downloads");
    }

    /** What a roster says of a local expert. */
    public record Config(
            @Option("a bundled model's name, or the path of a .gguf file; this, file, or url") @Nullable
            String model,

            @Option("the path of a .gguf file") @Nullable String file,

            @Option("where a .gguf file is downloaded from") @Nullable
            String url,

            @Option("SHA-256 of the file that is downloaded, in hexadecimal digits") @Nullable
            String sha256,

            @Option("of a query that states none: up to low the bare answer, above it the working too") @Nullable
            Effort effort,

            @Option(value = "replies at once; who comes later waits", otherwise = "4")
            int slots,

            @Option(
                    "most threads for one reply, fewer while more run than cores allow; left out, 1 if small, else half of the cores")
            @Nullable
            Integer threads,

            @Option("whether replies share one step per token; left out, for a model that is not small") @Nullable
            Boolean together,

            @Option("experts that a token meets in each layer; left out, as many as the model was trained with")
            @Nullable
            Integer activeExperts,

            @Option("when it comes into memory, start or demand; left out, at the start if it is small") @Nullable
            Load load,

            @Option("form of conversations, such as chatml; left out, the file's own; none, the question alone")
            @Nullable
            String template,

            @Option("where weights and caches go; left out, to the processor and its memory") @Nullable
            Placement placement,

            @Option(
                    "what is put on the model, shared by all experts that name it: names of bundled adapters or paths of"
                            + " .gguf files, each with its scale; none when left out")
            List<AdapterConfig> adapters,

            @Option(
                    "where it is computed; left out, in this process for a bundled model, in a worker for any other file")
            @Nullable
            RuntimeKind runtime,

            @Option("what is done with its gating networks, wherever it is computed")
            GateConfig gate) {

        private static final int MOST = 256;

        public Config {
            checkSource(model, file, url, sha256);
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
            return new LocalDraft(model, null);
        }

        /** Of a model that is downloaded. */
        public static LocalDraft of(ModelUrl url) {
            return new LocalDraft(null, url);
        }

        private static void checkSource(
                @Nullable String model, @Nullable String file, @Nullable String url, @Nullable String sha256) {
            if (Stream.of(model, file, url).filter(Objects::isNull).count() != 2) {
                throw new IllegalArgumentException("local: expected one of model, file and url");
            }
            if (model != null && model.isBlank()) {
                throw new IllegalArgumentException("model: blank, expected a bundled model's name or a .gguf file");
            }
            if (file != null && !file.endsWith(".gguf")) {
                throw new IllegalArgumentException("file: \"" + file + "\", expected the path of a .gguf file");
            }
            if ((url == null) != (sha256 == null)) {
                throw new IllegalArgumentException(
                        "url, sha256: expected both or neither, so that what comes is known");
            }
            if (url != null && sha256 != null) {
                ModelUrl.of(url, sha256);
            }
        }

        /** Where it is downloaded from, if it is. */
        public Optional<ModelUrl> download() {
            return url == null || sha256 == null ? Optional.empty() : Optional.of(ModelUrl.of(url, sha256));
        }

        /** For messages. */
        String name() {
            return Stream.of(model, file, url)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
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
            var outfit = new Outfit.Listed(adapters.parts(config.adapters()));
            var terms = new LocalExpert.Terms(card.limits(), config.effort(), family(config), outfit);
            return new LocalExpert(terms, shelf.open(card, config), seeds);
        } catch (IOException | LlamaException e) {
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        }
    }

    /** Experts of one model can answer mixed, whatever adapters they have on. */
    @Override
    public String family(Config config) {
        return "local " + config.name()
                + (config.activeExperts() == null ? "" : " with " + config.activeExperts() + " active experts");
    }

    /** What became of the adapters that replies wanted, over all models. */
    public AdapterTally.Counts adapterCounts() {
        return adapters.counts();
    }

    /** Where each local model of the roster stands. */
    public List<LocalStanding> standings() {
        return shelf.standings();
    }

    /** What is counted of the gating networks of the models that are watched, by the model's name. */
    public Map<String, GateTally> gates() {
        return shelf.gates().all();
    }

    /** Lets {@code sink} see every watched token of a model too; its replies are watched as the roster says. */
    public void trace(String model, RoutingSink sink) {
        shelf.gates().trace(model, sink);
    }

    /** How many models are in memory. */
    int loaded() {
        return shelf.loaded();
    }
}
