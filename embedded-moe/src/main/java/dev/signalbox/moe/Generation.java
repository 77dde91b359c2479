package dev.signalbox.moe;

import dev.signalbox.moe.llama.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One reply being generated: what is wanted, and a mailbox through which the thread that computes it tells the one that
 * asked. So the asking thread can be virtual, wait with a timeout and write to a slow client without holding a slot.
 */
final class Generation {

    /**
     * What is wanted.
     *
     * @param maxTokens most to generate, at least 1
     * @param sampling how they are drawn
     * @param stops strings that end the reply
     */
    record Order(int maxTokens, Sampling sampling, List<String> stops) {}

    /** What the computing thread tells. */
    sealed interface Event {}

    /** A token came; its text, perhaps empty. */
    record Token(String text) implements Event {}

    /**
     * The last event.
     *
     * @param rest text that was held back until now, perhaps empty
     */
    record Done(End end, String rest, Counts counts) implements Event {

        /** Of a reply that no token was read for. */
        static Done unread(End end) {
            return new Done(end, "", new Counts(0, 0, 0));
        }
    }

    /**
     * Tokens.
     *
     * @param prompt read, those reused included
     * @param reused of an earlier prompt
     * @param completion generated, the one that ends the reply included: it costs a step like any other
     */
    record Counts(int prompt, int reused, int completion) {}

    /** Why a generation ended. */
    enum End {
        /** The model ended its reply, or a stop string came. */
        STOP,
        /** As many tokens as were wanted. */
        LENGTH,
        /** {@link #cancel} was called, or the runtime closed. */
        CANCELLED,
        /** Native code failed; the log says how. */
        FAILED
    }

    private final int[] prompt;
    private final Order order;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;

    /** @param prompt tokens, at least one; not changed by anyone from now on */
    Generation(int[] prompt, Order order) {
        this.prompt = prompt;
        this.order = order;
    }

    int[] prompt() {
        return prompt;
    }

    Order order() {
        return order;
    }

    /** The computing thread stops before its next step. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void tell(Event event) {
        events.add(event);
    }

    /** Waits for the next event; empty when {@code patience} ran out first. */
    Optional<Event> await(Duration patience) throws InterruptedException {
        return Optional.ofNullable(events.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS));
    }
}
