package dev.signalbox.moe.gguf;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sizes of a model as its file's header tells them: what takes memory, by role and by layer, and what a token costs.
 *
 * @param architecture such as {@code qwen2moe}
 * @param width numbers in a token's vector
 * @param context tokens that the model was trained to see at once
 * @param experts that each sparse layer chooses among; 0 in a dense model
 * @param expertsUsed that each token goes to; 0 in a dense model
 * @param outside weights that belong to no layer, by role; roles without any are absent
 * @param layers in order
 */
public record ModelProfile(
        String architecture,
        long width,
        int context,
        int experts,
        int expertsUsed,
        Map<TensorRole, Weights> outside,
        List<Layer> layers) {

    public ModelProfile {
        requireNonNull(architecture);
        outside = unmodifiable(outside);
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param roles its weights by role; roles without any are absent
     * @param heads of its attention
     * @param keyValueHeads that these share
     * @param keyWidth numbers of a token that are kept as keys, all heads together; 0 in a layer without attention
     * @param valueWidth likewise as values
     */
    public record Layer(Map<TensorRole, Weights> roles, int heads, int keyValueHeads, long keyWidth, long valueWidth) {

        public Layer {
            roles = unmodifiable(roles);
        }

        public Weights of(TensorRole role) {
            return roles.getOrDefault(role, Weights.NONE);
        }

        public Weights total() {
            return sum(roles.values().stream());
        }

        /** What one token takes in the cache of keys and values. */
        public long cacheBytesPerToken(TensorType keys, TensorType values) {
            return cached(keys, keyWidth) + cached(values, valueWidth);
        }

        private static long cached(TensorType type, long width) {
            return Math.ceilDiv(width, type.blockElements()) * type.blockBytes();
        }
    }

    /** The profile of a model, of all its files; a file that lacks what every model states is refused. */
    public static ModelProfile of(GgufModel model) throws MalformedGgufException {
        return new Profiler(model).profile();
    }

    /** All weights of a role, in layers and outside. */
    public Weights of(TensorRole role) {
        return sum(Stream.concat(
                Stream.of(outside.getOrDefault(role, Weights.NONE)),
                layers.stream().map(layer -> layer.of(role))));
    }

    public Weights total() {
        return sum(Stream.concat(outside.values().stream(), layers.stream().map(Layer::total)));
    }

    /** What one token meets: all weights but the experts that it does not go to. */
    public Weights active() {
        return active(expertsUsed);
    }

    /**
     * What one token meets with another number of experts.
     *
     * @param used 1 up to {@link #experts}; in a dense model any
     */
    public Weights active(int used) {
        if (!isSparse()) {
            return total();
        }
        if (used < 1 || used > experts) {
            throw new IllegalArgumentException("active experts: " + used + ", expected 1 to " + experts);
        }
        return total().minus(of(TensorRole.EXPERTS).share(experts - used, experts));
    }

    public boolean isSparse() {
        return experts > 0;
    }

    /** Whether the embedding serves as the output map too, which a device that holds the output needs a copy of. */
    public boolean hasTiedOutput() {
        return !outside.containsKey(TensorRole.OUTPUT);
    }

    /**
     * What one token takes in the cache of keys and values, all layers together. A library that keeps less, for a sliding
     * window or compressed keys, takes less.
     */
    public long cacheBytesPerToken(TensorType keys, TensorType values) {
        return layers.stream()
                .mapToLong(layer -> layer.cacheBytesPerToken(keys, values))
                .sum();
    }

    private static Weights sum(Stream<Weights> parts) {
        return parts.reduce(Weights.NONE, Weights::plus);
    }

    private static Map<TensorRole, Weights> unmodifiable(Map<TensorRole, Weights> roles) {
        return Collections.unmodifiableMap(roles.isEmpty() ? Map.of() : new EnumMap<>(roles));
    }

    /** Reads the sizes of one model. */
    private record Profiler(GgufModel model) {

        private static final int MOST_LAYERS = 1024;
        private static final int MOST = Integer.MAX_VALUE;

        ModelProfile profile() throws MalformedGgufException {
            var architecture = model.header()
                    .text("general.architecture")
                    .orElseThrow(() -> model.malformed("no general.architecture, expected a name"));
            int layers = (int) within(architecture + ".block_count", 1, MOST_LAYERS);
            long width = within(architecture + ".embedding_length", 1, MOST);
            var experts = model.header().whole(architecture + ".expert_count").orElse(0L);
            boolean sparse = experts != 0;
            return new ModelProfile(
                    architecture,
                    width,
                    (int) within(architecture + ".context_length", 1, MOST),
                    sparse ? (int) within(architecture + ".expert_count", 1, MOST) : 0,
                    sparse ? (int) within(architecture + ".expert_used_count", 1, experts) : 0,
                    weights(layers).getLast(),
                    layers(architecture, layers, width));
        }

        /** By layer; last what stands outside of them, which layers beyond the stated ones are counted to. */
        private List<Map<TensorRole, Weights>> weights(int layers) {
            var weights = new ArrayList<Map<TensorRole, Weights>>(layers + 1);
            for (int i = 0; i <= layers; i++) {
                weights.add(new EnumMap<>(TensorRole.class));
            }
            for (var tensor : model.tensors()) {
                int layer = tensor.layer().orElse(layers);
                boolean stray = layer >= layers && tensor.layer().isPresent();
                var role = stray ? TensorRole.OTHER : tensor.role();
                weights.get(Math.min(layer, layers)).merge(role, Weights.of(tensor), Weights::plus);
            }
            return weights;
        }

        private List<Layer> layers(String architecture, int count, long width) throws MalformedGgufException {
            var weights = weights(count);
            var layers = new ArrayList<Layer>(count);
            for (int i = 0; i < count; i++) {
                var roles = weights.get(i);
                long heads = heads(architecture + ".attention.head_count", i, 0);
                long shared = heads(architecture + ".attention.head_count_kv", i, heads);
                long head = heads == 0 ? 0 : width / heads;
                long key = optional(architecture + ".attention.key_length", head);
                long value = optional(architecture + ".attention.value_length", head);
                boolean attends = roles.containsKey(TensorRole.ATTENTION);
                layers.add(new Layer(
                        roles, (int) heads, (int) shared, attends ? shared * key : 0, attends ? shared * value : 0));
            }
            return layers;
        }

        /** One number for all layers, or an array with one for each. */
        private long heads(String key, int layer, long otherwise) throws MalformedGgufException {
            var each = model.header().sequence(key);
            if (each.isEmpty()) {
                return optional(key, otherwise);
            }
            var values = each.get().values();
            if (layer < values.size()
                    && values.get(layer) instanceof GgufValue.Whole whole
                    && whole.value() >= 0
                    && whole.value() <= MOST) {
                return whole.value();
            }
            throw model.malformed(key + " has no number for layer " + layer);
        }

        private long optional(String key, long otherwise) throws MalformedGgufException {
            return model.header().metadata().containsKey(key) ? within(key, 0, MOST) : otherwise;
        }

        private long within(String key, long least, long most) throws MalformedGgufException {
            return model.whole(key, least, most);
        }
    }
}
