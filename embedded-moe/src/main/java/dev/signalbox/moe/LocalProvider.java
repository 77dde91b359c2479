package dev.signalbox.moe;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.yaml.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens local models: those that come with Signalbox by name, others by the path of a GGUF file. */
@ProviderSpec(name = "local", summary = "A sparse model inside this process, served by llama.cpp")
public final class LocalProvider implements ExpertProvider<LocalProvider.Config> {

    private static final long ADAPTER_BYTES = 256L << 20;

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
     * With half of this machine's memory, or of this container's, for all models together.
     *
     * @param models folder for extracted models and the native library, private to this installation
     * @param seeds for replies drawn at random without a seed of their own; safe for concurrent use
     */
    public LocalProvider(Path models, RandomGenerator seeds) {
        this(models, seeds, ModelShelf.defaultBudget());
    }

    /** @param memory bytes for all models together */
    public LocalProvider(Path models, RandomGenerator seeds, long memory) {
        this(models, seeds, memory, ADAPTER_BYTES);
    }

    /** @param adapterBytes that the adapters of one model may take in memory beside it */
    public LocalProvider(Path models, RandomGenerator seeds, long memory, long adapterBytes) {
        shelf = new ModelShelf(models.toAbsolutePath(), memory, adapterBytes);
        this.seeds = seeds;
    }

    /** Half of this machine's memory, or of this container's. */
    public static long defaultMemory() {
        return ModelShelf.defaultBudget();
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

            @Option("when it comes into memory, start or demand; left out, at the start if it is small") @Nullable
            Load load,

            @Option("where weights and caches go; left out, to the processor and its memory") @Nullable
            Placement placement,

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
            var terms = new LocalExpert.Terms(
                    card.limits(), config.effort(), family(config), new Outfit.Listed(shelf.adapters(config)));
            return new LocalExpert(terms, shelf.open(card, config), seeds);
        } catch (IOException | LlamaException e) {
            throw new IllegalArgumentException("model: " + e.getMessage(), e);
        }
    }

    /** Experts of one model can answer mixed, whatever adapters they have on. */
    @Override
    public String family(Config config) {
        return "local " + config.model()
                + (config.activeExperts() == null ? "" : " with " + config.activeExperts() + " active experts");
    }

    /** What became of the adapters that replies wanted, over all models. */
    public AdapterTally.Counts adapterCounts() {
        return shelf.adapterCounts();
    }

    /** How many models are in memory. */
    int loaded() {
        return shelf.loaded();
    }
}
