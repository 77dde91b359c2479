package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.Event;
import dev.signalbox.moe.Generation.Routed;
import dev.signalbox.moe.Generation.Token;
import dev.signalbox.moe.adapter.AdapterTally;
import dev.signalbox.moe.gate.RoutingCode;
import dev.signalbox.moe.worker.EventStream;
import dev.signalbox.moe.worker.LoopbackServer.Events;
import dev.signalbox.moe.worker.LoopbackServer.Request;
import dev.signalbox.moe.worker.LoopbackServer.Response;
import dev.signalbox.moe.worker.LoopbackServer.Service;
import dev.signalbox.moe.worker.LoopbackServer.Whole;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model served in the dialect of llama.cpp's own server: {@code /health}, {@code /props}, {@code /v1/models},
 * {@code /tokenize}, {@code /completion}. A request is cancelled by closing its connection; a client that closes its sending
 * half alone still gets the last event, with what was used.
 */
final class WorkerService implements Service {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final RandomGenerator seeds;
    private volatile @Nullable Loaded loaded;
    private volatile @Nullable String refusal;

    /** @param seeds for replies drawn at random without a seed of their own; safe for concurrent use */
    WorkerService(RandomGenerator seeds) {
        this.seeds = seeds;
    }

    /**
     * A model that is ready.
     *
     * @param shape of the runtime
     * @param gate of its gating networks, or null where they are left alone
     * @param adapters what became of them
     * @param step how long the native call under way has taken
     * @param patience with such a call; beyond it the model hangs
     */
    record Loaded(
            ExpertRuntime runtime,
            LocalRuntime.Shape shape,
            @Nullable GateTerms gate,
            AdapterTally adapters,
            Supplier<Duration> step,
            Duration patience) {}

    /** From now on there is an answer. */
    void serve(Loaded model) {
        loaded = model;
    }

    /** From now on it is known that there will be none. */
    void refuse(String why) {
        refusal = why;
    }

    @Override
    public Response answer(Request request) throws IOException {
        var model = loaded;
        if (model == null) {
            var why = refusal;
            return why == null ? error(503, "unavailable_error", "Loading model") : error(500, "server_error", why);
        }
        return switch (request.call()) {
            case "GET /health" -> health(model);
            case "GET /props" -> new Whole(200, properties(model));
            case "GET /v1/models" -> new Whole(200, models(model));
            case "POST /tokenize" -> tokenize(model, request);
            case "POST /completion" -> complete(model, request);
            default -> error(404, "not_found_error", "File Not Found");
        };
    }

    private static Whole error(int status, String type, String message) {
        return new Whole(status, Wire.error(status, type, message));
    }

    private static Whole health(Loaded model) {
        if (!model.runtime().isOpen()) {
            return error(503, "unavailable_error", "its model failed and is out of service");
        }
        var step = model.step().get();
        return step.compareTo(model.patience()) > 0
                ? error(503, "unavailable_error", "a native call has not returned for " + step.toSeconds() + " s")
                : new Whole(200, Wire.object().put("status", "ok"));
    }

    private static ObjectNode properties(Loaded model) {
        var shape = model.shape();
        var json = Wire.object();
        json.putObject("default_generation_settings").put("n_ctx", shape.context());
        return json.put("total_slots", shape.lanes() * shape.seats())
                .put("model_path", shape.file().toString())
                .put("placement", model.runtime().placement());
    }

    private static ObjectNode models(Loaded model) {
        var json = Wire.object().put("object", "list");
        json.putArray("data")
                .addObject()
                .put("id", String.valueOf(model.shape().file().getFileName()))
                .put("object", "model")
                .putObject("meta")
                .put("n_vocab", model.runtime().vocabularySize());
        return json;
    }

    private static Whole tokenize(Loaded model, Request request) throws MalformedWireException {
        var json = Wire.object();
        var tokens = json.putArray("tokens");
        for (int each : model.runtime().tokenize(Tokenization.prompt(request.body()))) {
            tokens.add(each);
        }
        return new Whole(200, json);
    }

    private Response complete(Loaded model, Request request) throws IOException {
        var asked = new Completion(request.body());
        int[] tokens = asked.tokens();
        int[] prompt = tokens.length == 0 ? model.runtime().tokenize(Prompt.of(asked.text())) : tokens;
        int room = model.shape().context() - prompt.length;
        if (room < 1) {
            return error(
                    400,
                    "exceed_context_size_error",
                    "prompt: " + prompt.length + " tokens, expected fewer than "
                            + model.shape().context());
        }
        var order = order(asked, room, model);
        check(prompt, order, model.runtime());
        var generation = new Generation(prompt, order, Call.UNKNOWN_SUBJECT);
        if (asked.isWatched() && asked.isStreamed()) {
            generation.watch(routing -> generation.tell(new Routed(RoutingCode.of(routing))));
        }
        return asked.isStreamed()
                ? new Events(out -> stream(generation, model, request, out))
                : new Whole(200, whole(generation, model, request));
    }

    private Generation.Order order(Completion asked, int room, Loaded model) throws MalformedWireException {
        var order = asked.order(room, seeds);
        if (!asked.concernsGate()) {
            return order;
        }
        var gate = model.gate();
        if (gate == null) {
            throw new MalformedWireException("steering, watch: expected neither, as this model's gates are left alone");
        }
        return asked.steering(gate).map(order::steered).orElse(order);
    }

    /** What native code would not survive. */
    private static void check(int[] prompt, Generation.Order order, ExpertRuntime runtime)
            throws MalformedWireException {
        if (prompt.length == 0) {
            throw new MalformedWireException("prompt: expected at least one token");
        }
        int size = runtime.vocabularySize();
        for (int token : prompt) {
            check("prompt", token, size);
        }
        for (int token : order.sampling().shaping().bias().keySet()) {
            check("logit_bias", token, size);
        }
        runtime.check(order);
    }

    private static void check(String key, int token, int size) throws MalformedWireException {
        if (token < 0 || token >= size) {
            throw new MalformedWireException(key + ": token " + token + ", expected 0 to " + (size - 1));
        }
    }

    private static void stream(Generation generation, Loaded model, Request request, OutputStream out)
            throws IOException {
        var events = new CompletionEvents(generation);
        var stop = begin(generation, model);
        request.hangup().onHangup(stop);
        try {
            for (var event = next(generation, out); ; event = next(generation, out)) {
                var json = events.json(event);
                if (event instanceof Done && !generation.order().adapters().isEmpty()) {
                    RemoteAdapters.put(model.adapters().counts(), json.putObject(CompletionEvents.ADAPTERS));
                }
                EventStream.write(json, out);
                if (event instanceof Done) {
                    return;
                }
            }
        } finally {
            stop.run();
        }
    }

    private static Runnable begin(Generation generation, Loaded model) {
        if (generation.order().maxTokens() > 0) {
            return model.runtime().start(generation);
        }
        generation.tell(Done.unread(Generation.End.LENGTH));
        return () -> {};
    }

    /** Sends what is written when there is nothing more to write. */
    private static Event next(Generation generation, OutputStream out) throws IOException {
        var soon = await(generation, Duration.ZERO);
        if (soon.isPresent()) {
            return soon.get();
        }
        out.flush();
        return await(generation, FOR_EVER).orElseThrow(() -> new InterruptedIOException("no event for a day"));
    }

    private static Optional<Event> await(Generation generation, Duration patience) throws IOException {
        try {
            return generation.await(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var end = new InterruptedIOException("interrupted");
            end.initCause(e);
            throw end;
        }
    }

    /** One object that says it all, as for a request without {@code stream}. */
    private static ObjectNode whole(Generation generation, Loaded model, Request request) throws IOException {
        var events = new CompletionEvents(generation);
        var stop = begin(generation, model);
        request.hangup().onHangup(stop);
        try {
            var text = new StringBuilder();
            while (true) {
                var event =
                        await(generation, FOR_EVER).orElseThrow(() -> new InterruptedIOException("no event for a day"));
                var json = events.json(event);
                switch (event) {
                    case Token token -> text.append(token.text());
                    case Routed _ -> throw new IllegalStateException("only a stream is watched");
                    case Done done -> {
                        return json.has("error") ? json : json.put("content", text + done.rest());
                    }
                }
            }
        } finally {
            stop.run();
        }
    }
}
