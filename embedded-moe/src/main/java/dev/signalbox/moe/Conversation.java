package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.Routed;
import dev.signalbox.moe.Generation.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The asking side of one reply: waits for its events, passes them on, and gives up when the call's time is over. */
final class Conversation {

    /** How long a stopped generation may take to say what it used; it needs one step. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Generation generation;
    private final boolean stream;
    private final ReplySink sink;
    private final Call call;
    private final StringBuilder whole = new StringBuilder();
    private final List<Logprob> logprobs = new ArrayList<>();

    /** Of tokens whose text is held back; those of a stop string are never told. */
    private final List<Logprob> untold = new ArrayList<>();

    private final long start;
    private long tokens;

    /** @param start by {@link System#nanoTime}, since when the call's time runs */
    Conversation(Generation generation, boolean stream, ReplySink sink, Call call, long start) {
        this.generation = generation;
        this.stream = stream;
        this.sink = sink;
        this.call = call;
        this.start = start;
    }

    /** Runs to the end of the reply, of the call's time, or of the caller's interest. */
    Reply hold(ExpertRuntime runtime) {
        var stop = runtime.start(generation);
        try (var _ = call.cancellation().onCancel(stop)) {
            return listen(stop);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Failure(Kind.CANCELLED, "interrupted", null, seen());
        } finally {
            stop.run();
        }
    }

    private Reply listen(Runnable stop) throws InterruptedException {
        while (true) {
            var limit = limit();
            var event = generation.await(limit.left());
            if (event.isEmpty()) {
                stop.run();
                return new Reply.Failure(Kind.TIMED_OUT, limit.message(), null, usageOnceStopped());
            }
            switch (event.get()) {
                case Token token -> {
                    tokens++;
                    token.logprob().ifPresent(untold::add);
                    pass(token.text());
                }
                case Routed _ -> {
                    // Counted by whoever watches.
                }
                case Done done -> {
                    return reply(done);
                }
            }
        }
    }

    private record Limit(Duration left, String message) {}

    private Limit limit() {
        var timeouts = call.timeouts();
        var elapsed = Duration.ofNanos(System.nanoTime() - start);
        var total = timeouts.total().minus(elapsed);
        var next = tokens == 0 ? timeouts.firstToken().minus(elapsed) : timeouts.idle();
        if (total.compareTo(next) <= 0) {
            return new Limit(total, "the local model did not finish within " + timeouts.total());
        }
        return tokens == 0
                ? new Limit(next, "the local model gave no token within " + timeouts.firstToken())
                : new Limit(next, "the local model gave no further token within " + timeouts.idle());
    }

    private void pass(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (stream && untold.isEmpty()) {
            sink.text(text);
        } else if (stream) {
            sink.text(text, List.copyOf(untold));
        } else {
            whole.append(text);
            logprobs.addAll(untold);
        }
        untold.clear();
    }

    private Reply reply(Done done) {
        var usage = used(done);
        return switch (done.end()) {
            case STOP -> answer(done, Reply.Finish.STOP);
            case LENGTH -> answer(done, Reply.Finish.LENGTH);
            case CANCELLED ->
                call.cancellation().isCancelled()
                        ? new Reply.Failure(Kind.CANCELLED, "cancelled", null, usage)
                        : new Reply.Failure(Kind.UNAVAILABLE, "the local model was closed", null, usage);
            case FAILED ->
                call.cancellation().isCancelled()
                        ? new Reply.Failure(Kind.CANCELLED, "cancelled", null, usage)
                        : new Reply.Failure(Kind.UNAVAILABLE, "the local model failed", null, usage);
        };
    }

    private Reply answer(Done done, Reply.Finish finish) {
        pass(done.rest());
        var content = stream ? new Reply.Streamed() : new Reply.Text(whole.toString(), logprobs);
        return new Reply.Answer(content, finish, used(done));
    }

    private Usage usageOnceStopped() throws InterruptedException {
        while (true) {
            var event = generation.await(GRACE);
            if (event.isEmpty()) {
                return seen();
            }
            if (event.get() instanceof Done done) {
                return used(done);
            }
            tokens++;
        }
    }

    private Usage used(Done done) {
        if (done.end() == Generation.End.FAILED) {
            return seen();
        }
        var counts = done.counts();
        return new Usage(counts.prompt(), counts.completion(), counts.reused(), true);
    }

    /** What is known without the last event. */
    private Usage seen() {
        return Usage.estimated(tokens == 0 ? 0 : generation.prompt().length, tokens);
    }
}
