package dev.signalbox.moe;

import dev.signalbox.experts.Logprob;
import dev.signalbox.moe.Generation.Counts;
import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.Generation.Event;
import dev.signalbox.moe.Generation.Routed;
import dev.signalbox.moe.Generation.Token;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of one {@code /completion} stream as llama.cpp's server words them, both ways. One event per token, even where its
 * text is held back; {@code timings.cache_n} says what was reused of an earlier prompt.
 */
final class CompletionEvents {

    /** The field of an event of its own, which llama.cpp's server does not have: the experts of a token. */
    static final String ROUTING = "routing";

    /** A field of the last event under adapters, llama.cpp's server does not have it either: what became of them. */
    static final String ADAPTERS = "adapters";

    private static final int LONGEST_TEXT = 1 << 20;

    private final Generation generation;
    private final long begun = System.nanoTime();
    private long firstToken;
    private int tokens;

    CompletionEvents(Generation generation) {
        this.generation = generation;
    }

    ObjectNode json(Event event) {
        return switch (event) {
            case Token token -> json(token);
            case Routed routed -> Wire.object().put(ROUTING, routed.code());
            case Done done when done.end() == End.FAILED -> failure();
            case Done done -> json(done);
        };
    }

    private ObjectNode json(Token token) {
        firstToken = ++tokens == 1 ? System.nanoTime() : firstToken;
        var json = Wire.object().put("index", 0).put("content", token.text()).put("stop", false);
        token.logprob().ifPresent(logprob -> {
            var drawn = put(
                    logprob.drawn(), json.putArray("completion_probabilities").addObject());
            var likeliest = drawn.putArray("top_logprobs");
            logprob.likeliest().forEach(each -> put(each, likeliest.addObject()));
        });
        return json;
    }

    private static ObjectNode put(Logprob.Chance chance, ObjectNode json) {
        var bytes = json.put("token", chance.text()).putArray("bytes");
        chance.bytes().forEach(bytes::add);
        return json.put("logprob", chance.logprob());
    }

    private static ObjectNode failure() {
        var json = Wire.object();
        json.putObject("error")
                .put("code", 500)
                .put("message", "the model failed")
                .put("type", "server_error");
        return json;
    }

    private ObjectNode json(Done done) {
        var counts = done.counts();
        var json = Wire.object()
                .put("index", 0)
                .put("content", done.rest())
                .put("stop", true)
                .put("stop_type", stopType(done))
                .put("tokens_predicted", counts.completion())
                .put("tokens_evaluated", counts.prompt())
                .put("truncated", false);
        long now = System.nanoTime();
        long first = tokens == 0 ? now : firstToken;
        json.putObject("timings")
                .put("cache_n", counts.reused())
                .put("prompt_n", counts.prompt() - counts.reused())
                .put("prompt_ms", (first - begun) / 1e6)
                .put("predicted_n", counts.completion())
                .put("predicted_ms", (now - first) / 1e6);
        return json;
    }

    /** The token that ends a reply is counted but not told, the one that completes a stop string is told. */
    private String stopType(Done done) {
        return switch (done.end()) {
            case STOP -> tokens == done.counts().completion() ? "word" : "eos";
            case LENGTH -> "limit";
            case CANCELLED, FAILED -> "none";
        };
    }

    /** Reads what {@link #json} wrote, somewhere else. */
    Event event(JsonNode json) throws MalformedWireException {
        if (json.has("error")) {
            return Done.unread(End.FAILED);
        }
        var content = json.path("content");
        if (!content.isString() || content.stringValue().length() > LONGEST_TEXT) {
            throw new MalformedWireException("content: expected a piece of text");
        }
        return json.path("stop").asBoolean(false)
                ? done(json, content.stringValue())
                : new Token(content.stringValue(), logprob(json.path("completion_probabilities")));
    }

    private Done done(JsonNode json, String rest) throws MalformedWireException {
        int most = generation.order().maxTokens();
        int prompt = count(json, "tokens_evaluated", generation.prompt().length);
        var counts = new Counts(
                prompt, count(json.path("timings"), "cache_n", prompt), count(json, "tokens_predicted", most));
        var end = switch (json.path("stop_type").asString("")) {
            case "eos", "word" -> End.STOP;
            case "limit" -> End.LENGTH;
            case "none" -> End.CANCELLED;
            default -> throw new MalformedWireException("stop_type: expected eos, word, limit or none");
        };
        return new Done(end, rest, counts);
    }

    private static int count(JsonNode json, String key, int most) throws MalformedWireException {
        var node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0 || node.intValue() > most) {
            throw new MalformedWireException(key + ": expected 0 to " + most);
        }
        return node.intValue();
    }

    private Optional<Logprob> logprob(JsonNode probabilities) throws MalformedWireException {
        var wanted = generation.order().likeliest();
        if (wanted == null) {
            return Optional.empty();
        }
        if (probabilities.size() != 1) {
            throw new MalformedWireException("completion_probabilities: expected those of one token");
        }
        var drawn = probabilities.get(0);
        var likeliest = new ArrayList<Logprob.Chance>();
        for (var each : drawn.path("top_logprobs")) {
            if (likeliest.size() < wanted) {
                likeliest.add(chance(each));
            }
        }
        return Optional.of(new Logprob(chance(drawn), likeliest));
    }

    private static Logprob.Chance chance(JsonNode json) throws MalformedWireException {
        var logprob = json.path("logprob");
        var token = json.path("token");
        if (!logprob.isNumber() || !Double.isFinite(logprob.doubleValue()) || !token.isString()) {
            throw new MalformedWireException("completion_probabilities: expected token and logprob");
        }
        var bytes = new ArrayList<Integer>();
        for (var each : json.path("bytes")) {
            if (!each.isInt() || each.intValue() < 0 || each.intValue() > 255) {
                throw new MalformedWireException("bytes: expected numbers from 0 to 255");
            }
            bytes.add(each.intValue());
        }
        return new Logprob.Chance(token.stringValue(), bytes, logprob.doubleValue());
    }
}
