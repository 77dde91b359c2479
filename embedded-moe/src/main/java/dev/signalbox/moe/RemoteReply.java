package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.RoutingCode;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.worker.EventStream;
import dev.signalbox.moe.worker.LoopbackClient;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A reply that a worker computes: reads its events off the wire and passes them on. */
final class RemoteReply {

    private final Generation generation;
    private final LoopbackClient client;
    private final @Nullable GateShape gates;
    private final RemoteAdapters adapters;
    private int routings;
    private @Nullable EventStream stream;
    private boolean cancelled;

    /** @param gates of the model, or null where they are left alone */
    RemoteReply(Generation generation, LoopbackClient client, @Nullable GateShape gates, RemoteAdapters adapters) {
        this.generation = generation;
        this.client = client;
        this.gates = gates;
        this.adapters = adapters;
        routings = Math.addExact(generation.prompt().length, generation.order().maxTokens());
    }

    LoopbackClient client() {
        return client;
    }

    /** Asks, and tells every event but for the last one when the wire broke before it. */
    void listen() throws IOException {
        var body = Wire.bytes(Completion.of(generation));
        try (var events = client.stream("/completion", body)) {
            begun(events);
            for (int tokens = 0; tokens <= generation.order().maxTokens(); tokens++) {
                var json = next(events);
                if (json.has(CompletionEvents.ADAPTERS)) {
                    adapters.hear(client, json.path(CompletionEvents.ADAPTERS));
                }
                var event = new CompletionEvents(generation).event(json);
                generation.tell(event);
                if (event instanceof Done) {
                    return;
                }
            }
            throw new MalformedWireException("more tokens than were asked for");
        }
    }

    /** The next event that is no routing; routings before it are counted, each token's at most once. */
    private JsonNode next(EventStream events) throws IOException {
        while (true) {
            var json = events.next().orElseThrow(() -> new MalformedWireException("the stream ended before its end"));
            var code = json.path(CompletionEvents.ROUTING);
            if (code.isMissingNode()) {
                return json;
            }
            if (gates == null || !generation.isWatched() || routings-- == 0) {
                throw new MalformedWireException("routing: expected none, or one of each token");
            }
            generation.routed(routing(code, gates));
        }
    }

    private static TokenRouting routing(JsonNode code, GateShape gates) throws MalformedWireException {
        try {
            return RoutingCode.routing(code.asString(""), gates);
        } catch (IllegalArgumentException e) {
            throw new MalformedWireException(String.valueOf(e.getMessage()), e);
        }
    }

    private synchronized void begun(EventStream events) throws IOException {
        stream = events;
        if (cancelled) {
            events.hangUp();
        }
    }

    /** The last event, where none came over the wire. */
    void tellLost() {
        generation.tell(Done.unread(End.FAILED));
    }

    /** The first time the worker may still say what was used; the second time nobody wants to know. */
    synchronized void cancel() {
        generation.cancel();
        var events = stream;
        try {
            if (events != null && cancelled) {
                events.close();
            } else if (events != null) {
                events.hangUp();
            }
        } catch (IOException _) {
            // It has ended already.
        }
        cancelled = true;
    }
}
