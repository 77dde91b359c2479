package dev.signalbox.moe;

import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Settings.Format;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.llama.Sampling;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns what a query wants into what a local model is told; what the query leaves open is greedy and unshaped. */
final class Orders {

    private final RandomGenerator seeds;

    /** @param seeds for replies drawn at random without a seed of their own; safe for concurrent use */
    Orders(RandomGenerator seeds) {
        this.seeds = seeds;
    }

    /** @param most tokens that the model may generate */
    Generation.Order of(Settings settings, int most) throws UnmetSettingException {
        var output = settings.output();
        try {
            return new Generation.Order(
                    Math.min(Objects.requireNonNullElse(settings.maxTokens(), most), most),
                    sampling(settings.sampling()),
                    stops(output.stop()),
                    grammar(output.format()),
                    output.topLogprobs(),
                    Adapters.NONE);
        } catch (IllegalArgumentException e) {
            throw new UnmetSettingException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What only the model itself can tell: whether it has the tokens, and whether it can follow the grammar. */
    static void check(Generation.Order order, ExpertRuntime runtime) throws UnmetSettingException {
        int size = runtime.vocabularySize();
        for (int token : order.sampling().shaping().bias().keySet()) {
            if (token >= size) {
                throw new UnmetSettingException(
                        "logit_bias: token " + token + ", expected 0 to " + (size - 1) + ", as this model has them");
            }
        }
        try {
            runtime.check(order);
        } catch (IllegalArgumentException e) {
            throw new UnmetSettingException("response_format: " + e.getMessage(), e);
        }
    }

    private static List<String> stops(List<String> stops) {
        return stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    private Sampling sampling(Settings.Sampling asked) {
        double temperature = orElse(asked.temperature(), 0);
        double topP = orElse(asked.topP(), 1);
        int seed = asked.seed() != null ? Long.hashCode(asked.seed()) : temperature == 0 ? 0 : seeds.nextInt();
        return new Sampling(temperature, topP, seed, shaping(asked.shaping()));
    }

    private static Sampling.Shaping shaping(Settings.Shaping asked) {
        return new Sampling.Shaping(
                orElse(asked.presencePenalty(), 0),
                orElse(asked.frequencyPenalty(), 0),
                orElse(asked.repeatPenalty(), 1),
                Objects.requireNonNullElse(asked.topK(), 0),
                orElse(asked.minP(), 0),
                asked.logitBias());
    }

    private static double orElse(@Nullable Double asked, double otherwise) {
        return asked == null ? otherwise : asked;
    }

    private static @Nullable String grammar(Format format) {
        return switch (format) {
            case Format.Text() -> null;
            case Format.Json() -> SchemaGrammar.anyObject();
            case Format.Schema schema -> SchemaGrammar.of(schema.schema());
        };
    }
}
