package dev.signalbox.moe;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.yaml.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens local models: those that come with Signalbox by name, others by the path of a GGUF file. */
@ProviderSpec(
        name = "local",
        summary = "A sparse model inside this process, or in a worker beside it, served by llama.cpp")
public final class LocalProvider implements ExpertProvider<LocalProvider.Config> {

    private static final long SMALL_BYTES = 64L << 20;

    private final Path models;
    private final RandomGenerator seeds;
    private final Runtimes runtimes;

    /**
     * @param models folder for extracted models and the native library, private to this installation
     * @param seeds for replies drawn at random without a seed of their own; safe for concurrent use
     */
    public LocalProvider(Path models, RandomGenerator seeds) {
        this.models = models.toAbsolutePath();
        this.seeds = seeds;
        runtimes = new Runtimes(this.models.resolve("native"));
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

            @Option(
                    "where it is computed; left out, in this process for a bundled model, in a worker for any other file")
            @Nullable
            RuntimeKind runtime) {

        private static final int MOST = 256;

        public Config {
            if (model.isBlank()) {
                throw new IllegalArgumentException("model: blank, expected a bundled model's name or a .gguf file");
            }
            check("slots", slots);
            if (threads != null) {
                check("threads", threads);
            }
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
            var file = ModelFile.check(locate(config.model()));
            int context = card.limits().contextTokens();
            if (context > file.trainedContext()) {
                throw new IllegalArgumentException("limits.context: " + context + ", expected at most "
                        + file.trainedContext() + ", as model " + config.model() + " was trained");
            }
            int threads = config.threads() == null ? threads(file) : config.threads();
            boolean together = config.together() == null ? file.bytes() >= SMALL_BYTES : config.together();
            var shape = new LocalRuntime.Shape(
                    file.path(), together ? 1 : config.slots(), together ? config.slots() : 1, threads, context);
            return new LocalExpert(card.limits(), config.effort(), runtimes.lease(shape, kind(config)), seeds);
        } catch (IOException | LlamaException e) {
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        }
    }

    /** What did not come with us is not trusted, unless the operator says so. */
    private static RuntimeKind kind(Config config) {
        if (config.runtime() != null) {
            return config.runtime();
        }
        return BundledModels.find(config.model()).isPresent() ? RuntimeKind.IN_PROCESS : RuntimeKind.WORKER;
    }

    /** On a small model threads wait for one another longer than they compute. */
    private static int threads(ModelFile file) {
        int cores = Runtime.getRuntime().availableProcessors();
        return file.bytes() < SMALL_BYTES ? 1 : Math.max(1, cores / 2);
    }

    private Path locate(String model) throws IOException {
        var bundled = BundledModels.find(model);
        if (bundled.isPresent()) {
            return Extraction.extract(bundled.get(), models.resolve(BundledModels.fileName(model)));
        }
        var path = Path.of(model).toAbsolutePath().normalize();
        if (!model.endsWith(".gguf")) {
            throw new IllegalArgumentException("model: \"" + model + "\", expected one of " + BundledModels.names()
                    + " or the path of a .gguf file");
        }
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("model: no file " + path);
        }
        return path.toRealPath();
    }

    /** How the models are that are open now, by name. */
    public List<LocalStatus> status() {
        return runtimes.status();
    }

    /** How many models are in memory. */
    int loaded() {
        return runtimes.loaded();
    }
}
