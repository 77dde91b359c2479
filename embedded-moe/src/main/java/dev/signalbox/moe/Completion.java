package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Order;
import dev.signalbox.moe.adapter.AdapterFile;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.llama.Sampling;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /completion} as llama.cpp's server knows it, both ways. What is left out has llama.cpp's own default.
 * Deviations: penalties look at what was generated, not at the prompt; a {@code lora} adapter is named by path and size, not by
 * a number, as it is loaded when it is first asked for; {@code n_predict: 0} checks the request and reads
 * nothing; {@code steering} changes the choice of experts, and {@code watch: true} has each token's told in a stream.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/b4916/examples/server/README.md">its documentation</a>
 */
final class Completion {

    private static final double TEMPERATURE = 0.8;
    private static final int TOP_K = 40;
    private static final double TOP_P = 0.95;
    private static final double MIN_P = 0.05;

    /** llama.cpp takes this seed for "a random one". */
    private static final long RANDOM_SEED = 0xFFFFFFFFL;

    private final JsonNode body;

    Completion(JsonNode body) {
        this.body = body;
    }

    static ObjectNode of(Generation generation) {
        return of(generation.prompt(), generation.order()).put("watch", generation.isWatched());
    }

    static ObjectNode of(int[] prompt, Order order) {
        var json = Wire.object();
        var tokens = json.putArray("prompt");
        for (int each : prompt) {
            tokens.add(each);
        }
        json.put("stream", true).put("cache_prompt", true).put("n_predict", order.maxTokens());
        put(order.sampling(), json);
        var stops = json.putArray("stop");
        order.stops().forEach(stops::add);
        if (order.grammar() != null) {
            json.put("grammar", order.grammar());
        }
        var adapters = json.putArray("lora");
        order.adapters()
                .parts()
                .forEach(part -> adapters.addObject()
                        .put("path", part.file().path().toString())
                        .put("bytes", part.file().bytes())
                        .put("scale", part.scale()));
        if (order.likeliest() != null) {
            json.put("n_probs", Math.max(1, order.likeliest()));
        }
        if (order.steering() != null) {
            SteeringJson.put(order.steering(), json.putObject("steering"));
        }
        return json;
    }

    private static void put(Sampling sampling, ObjectNode json) {
        var shaping = sampling.shaping();
        json.put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("seed", Math.min(Integer.toUnsignedLong(sampling.seed()), RANDOM_SEED - 1))
                .put("presence_penalty", shaping.presence())
                .put("frequency_penalty", shaping.frequency())
                .put("repeat_penalty", shaping.repeat())
                .put("repeat_last_n", -1)
                .put("top_k", shaping.topK())
                .put("min_p", shaping.minP());
        var biases = json.putArray("logit_bias");
        shaping.bias().forEach((token, bias) -> biases.addArray().add(token).add(bias));
    }

    /** The prompt's tokens; empty when it is text. */
    int[] tokens() throws MalformedWireException {
        var prompt = body.path("prompt");
        if (!prompt.isArray()) {
            return new int[0];
        }
        int[] tokens = new int[prompt.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = whole(prompt.get(i), "prompt");
        }
        return tokens;
    }

    /** The prompt as text; empty when it is tokens. */
    String text() {
        return body.path("prompt").asString("");
    }

    boolean isStreamed() {
        return body.path("stream").asBoolean(false);
    }

    /** Whether the choice of experts is to be told. */
    boolean isWatched() {
        return body.path("watch").asBoolean(false);
    }

    /** Of the choice of experts; empty for none. */
    Optional<Steering> steering(GateTerms terms) throws MalformedWireException {
        var steering = body.path("steering");
        return steering.isObject() ? Optional.of(SteeringJson.read(steering, terms)) : Optional.empty();
    }

    /** Whether the choice of experts is to be told or changed. */
    boolean concernsGate() {
        return isWatched() || body.path("steering").isObject();
    }

    /**
     * What is wanted, but for a steering.
     *
     * @param room tokens that the context has left for the reply
     * @param seeds for a reply at random that names none
     */
    Order order(int room, RandomGenerator seeds) throws MalformedWireException {
        int wanted = whole("n_predict", -1);
        int probabilities = whole("n_probs", 0);
        return new Order(
                wanted < 0 ? room : Math.min(wanted, room),
                sampling(seeds),
                stops(),
                grammar(),
                probabilities < 1 ? null : probabilities,
                adapters(),
                null);
    }

    private Sampling sampling(RandomGenerator seeds) throws MalformedWireException {
        long seed = (long) number("seed", RANDOM_SEED);
        var shaping = new Sampling.Shaping(
                number("presence_penalty", 0),
                number("frequency_penalty", 0),
                number("repeat_penalty", 1),
                whole("top_k", TOP_K),
                number("min_p", MIN_P),
                biases());
        return new Sampling(
                number("temperature", TEMPERATURE),
                number("top_p", TOP_P),
                seed < 0 || seed >= RANDOM_SEED ? seeds.nextInt() : (int) seed,
                shaping);
    }

    private Map<Integer, Double> biases() throws MalformedWireException {
        var biases = new HashMap<Integer, Double>();
        for (var pair : body.path("logit_bias")) {
            if (!pair.isArray() || pair.size() != 2 || !pair.get(1).isNumber()) {
                throw new MalformedWireException("logit_bias: expected pairs of a token and a number");
            }
            biases.put(whole(pair.get(0), "logit_bias"), pair.get(1).doubleValue());
        }
        return biases;
    }

    private Adapters adapters() throws MalformedWireException {
        var parts = new ArrayList<Adapters.Part>();
        for (var each : body.path("lora")) {
            var path = each.path("path");
            var scale = each.path("scale");
            if (!path.isString() || !scale.isNumber() || !each.path("bytes").canConvertToLong()) {
                throw new MalformedWireException("lora: expected path, bytes and scale");
            }
            var file = new AdapterFile(
                    Path.of(path.stringValue()), each.path("bytes").longValue());
            parts.add(new Adapters.Part(file, scale.floatValue()));
        }
        return new Adapters(parts);
    }

    private List<String> stops() throws MalformedWireException {
        var stops = new ArrayList<String>();
        for (var stop : body.path("stop")) {
            if (!stop.isString() || stop.stringValue().isEmpty()) {
                throw new MalformedWireException("stop: expected strings that are not empty");
            }
            stops.add(stop.stringValue());
        }
        return stops;
    }

    private @Nullable String grammar() {
        var grammar = body.path("grammar").asString("");
        return grammar.isEmpty() ? null : grammar;
    }

    private int whole(String key, int otherwise) throws MalformedWireException {
        var node = body.path(key);
        return node.isMissingNode() || node.isNull() ? otherwise : whole(node, key);
    }

    private static int whole(JsonNode node, String key) throws MalformedWireException {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw new MalformedWireException(key + ": expected a whole number of 32 bits");
        }
        return node.intValue();
    }

    private double number(String key, double otherwise) throws MalformedWireException {
        var node = body.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw new MalformedWireException(key + ": expected a number");
        }
        return node.doubleValue();
    }
}
