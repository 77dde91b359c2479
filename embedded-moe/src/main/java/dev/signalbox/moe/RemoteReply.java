package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.worker.EventStream;
import dev.signalbox.moe.worker.LoopbackClient;
import dev.signalbox.moe.worker.MalformedWireException;
import dev.signalbox.moe.worker.Wire;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reply that a worker computes: reads its events off the wire and passes them on. */
final class RemoteReply {

    private final Generation generation;
    private final LoopbackClient client;
    private @Nullable EventStream stream;
    private boolean cancelled;

    RemoteReply(Generation generation, LoopbackClient client) {
        this.generation = generation;
        this.client = client;
    }

    LoopbackClient client() {
        return client;
    }

    /** Asks, and tells every event but for the last one when the wire broke before it. */
    void listen() throws IOException {
        var body = Wire.bytes(Completion.of(generation.prompt(), generation.order()));
        try (var events = client.stream("/completion", body)) {
            begun(events);
            for (int tokens = 0; tokens <= generation.order().maxTokens(); tokens++) {
                var json = events.next();
                if (json.isEmpty()) {
                    throw new MalformedWireException("the stream ended before its end");
                }
                var event = new CompletionEvents(generation).event(json.get());
                generation.tell(event);
                if (event instanceof Done) {
                    return;
                }
            }
            throw new MalformedWireException("more tokens than were asked for");
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
