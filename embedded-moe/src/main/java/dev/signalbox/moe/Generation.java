package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.Subject;
import dev.signalbox.moe.adapter.AdapterPool;
import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gate.RoutingCode;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.llama.LlamaAdapter;
import dev.signalbox.moe.llama.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * @param stops strings that end the reply, none empty
     * @param grammar that the reply must follow, in llama.cpp's notation, or null
     * @param likeliest how many of the likeliest tokens to tell with each token, or null to tell nothing of the kind
     * @param adapters that the model is to have on
     * @param steering what is done to the model's choice of experts, or null for nothing
     */
    record Order(
            int maxTokens,
            Sampling sampling,
            List<String> stops,
            @Nullable String grammar,
            @Nullable Integer likeliest,
            Adapters adapters,
            @Nullable Steering steering) {

        /** Of a reply that is not steered. */
        Order(
                int maxTokens,
                Sampling sampling,
                List<String> stops,
                @Nullable String grammar,
                @Nullable Integer likeliest,
                Adapters adapters) {
            this(maxTokens, sampling, stops, grammar, likeliest, adapters, null);
        }

        /** @param most tokens, whatever was wanted */
        Order within(int most) {
            return new Order(Math.min(maxTokens, most), sampling, stops, grammar, likeliest, adapters, steering);
        }

        Order under(Adapters wanted) {
            return new Order(maxTokens, sampling, stops, grammar, likeliest, wanted, steering);
        }

        Order steered(Steering by) {
            return new Order(maxTokens, sampling, stops, grammar, likeliest, adapters, by);
        }
    }

    /** What the computing thread tells. */
    sealed interface Event {}

    /**
     * A token came.
     *
     * @param text that may leave with it, perhaps empty
     * @param logprob how likely it was, when that was asked for
     */
    record Token(String text, Optional<Logprob> logprob) implements Event {}

    /**
     * A token's experts were chosen, in a reply that is watched for another process.
     *
     * @param code of {@link RoutingCode}
     */
    record Routed(String code) implements Event {}

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
    private final Supplier<Subject> subject;
    private volatile @Nullable Consumer<TokenRouting> watcher;
    private volatile boolean cancelled;
    private volatile AdapterPool.@Nullable Hold hold;

    /**
     * @param prompt tokens, at least one; not changed by anyone from now on
     * @param subject what it is about
     */
    Generation(int[] prompt, Order order, Supplier<Subject> subject) {
        this.prompt = prompt;
        this.order = order;
        this.subject = subject;
    }

    /** Of a query of which nothing is known. */
    Generation(int[] prompt, Order order) {
        this(prompt, order, Call.UNKNOWN_SUBJECT);
    }

    int[] prompt() {
        return prompt;
    }

    Order order() {
        return order;
    }

    /** Takes a moment. */
    Subject subject() {
        return subject.get();
    }

    /** From now on its choice of experts is watched, token by token. */
    void watch(Consumer<TokenRouting> by) {
        watcher = by;
    }

    boolean isWatched() {
        return watcher != null;
    }

    /** Tells who watches; {@code routing} is good only during the call. */
    void routed(TokenRouting routing) {
        var watching = watcher;
        if (watching != null) {
            watching.accept(routing);
        }
    }

    /** Has its adapters from now on, until it is {@link #release released}. */
    void hold(AdapterPool.Hold loaded) {
        hold = loaded;
    }

    /** The adapters to read and write it under; only while it has them. */
    List<LlamaAdapter.Scaled> adapters() {
        var held = hold;
        return held == null ? List.of() : held.adapters();
    }

    /** Gives its adapters back; no context may use them for it any more. */
    void release() {
        var held = hold;
        if (held != null) {
            hold = null;
            held.close();
        }
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
