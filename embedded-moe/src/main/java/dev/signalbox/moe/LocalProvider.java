package dev.signalbox.moe;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.RoutingSink;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.yaml.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens local models: those that come with Signalbox by name, others by the path of a GGUF file. */
@ProviderSpec(name = "local", summary = "A sparse model inside this process, served by llama.cpp")
public final class LocalProvider implements ExpertProvider<LocalProvider.Config> {

    private static final long SMALL_BYTES = 64L << 20;

    private final Path models;
    private final RandomGenerator seeds;
    private final Runtimes runtimes;
    private final Gates gates = new Gates();

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

            @Option("experts that a token meets in each layer; left out, as many as the model was trained with")
            @Nullable
            Integer activeExperts,

            @Option("what is done with its gating networks") GateConfig gate) {

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
            var file = ModelFile.check(locate(config.model()));
            int context = card.limits().contextTokens();
            if (context > file.trainedContext()) {
                throw new IllegalArgumentException("limits.context: " + context + ", expected at most "
                        + file.trainedContext() + ", as model " + config.model() + " was trained");
            }
            checkActiveExperts(config.activeExperts(), config.model(), file);
            config.gate().activeExperts().all().forEach(each -> checkActiveExperts(each, config.model(), file));
            int threads = config.threads() == null ? threads(file) : config.threads();
            boolean together = config.together() == null ? file.bytes() >= SMALL_BYTES : config.together();
            var shape = new LocalRuntime.Shape(
                    file.path(),
                    together ? 1 : config.slots(),
                    together ? config.slots() : 1,
                    threads,
                    context,
                    config.activeExperts(),
                    gateUse(config, file));
            var steerings = config.gate().steerings(shape(file), mostActive(config, file));
            var leases = EffortLeases.open(runtimes, shape, config.gate().activeExperts());
            return new LocalExpert(card.limits(), config.effort(), leases, new Orders(seeds, steerings));
        } catch (IOException | LlamaException e) {
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        }
    }

    private GateUse gateUse(Config config, ModelFile file) {
        var gate = config.gate();
        if (gate.equals(GateConfig.NONE)) {
            return GateUse.NONE;
        }
        if (file.experts() == 0) {
            throw new IllegalArgumentException(
                    "gate: set, expected to be left out, as model " + config.model() + " is not sparse");
        }
        var watch = gate.telemetry() == 0 ? null : gates.watch(file.path(), shape(file), gate.telemetry());
        return new GateUse(watch, !gate.steerings().isEmpty());
    }

    private static GateShape shape(ModelFile file) {
        return new GateShape(file.layers(), Math.max(1, file.experts()));
    }

    /** No steering may leave fewer experts than this. */
    private static int mostActive(Config config, ModelFile file) {
        int usual = config.activeExperts() == null ? file.usedExperts() : config.activeExperts();
        return config.gate().activeExperts().all().stream().reduce(usual, Math::max);
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

    /** What is counted of the gating networks of the models that are watched, by the model's name. */
    public Map<String, GateTally> gates() {
        return gates.all();
    }

    /** Lets {@code sink} see every watched token of a model too; its replies are watched as the roster says. */
    public void trace(String model, RoutingSink sink) {
        gates.trace(model, sink);
    }

    /** How many models are in memory. */
    int loaded() {
        return runtimes.loaded();
    }
}
