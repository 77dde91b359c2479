package dev.signalbox.experts.openai;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import dev.signalbox.experts.http.CallEndedException;
import dev.signalbox.experts.http.Clock;
import dev.signalbox.experts.http.Incoming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a reply token by token. Events before the first token are held back, so that until then another expert can still
 * answer; from then on every event goes on as it came, parsed only when it holds usage, a finish or an error.
 */
final class StreamReading implements Reading {

    private static final int MAX_EVENT = 8 << 20;
    private static final int MAX_HELD = 1 << 20;
    private static final int BYTES_PER_TOKEN = 4;
    private static final Duration LINGER = Duration.ofMillis(100);

    private final Query query;
    private final ReplySink sink;
    private final Failures failures;
    private final List<SseEvent> held = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private int heldBytes;
    private boolean sent;
    private boolean responded;
    private boolean committed;
    private long tokens;
    private long textBytes;
    private int frameBytes = Integer.MAX_VALUE;
    private Reply.@Nullable Finish finish;
    private @Nullable Usage usage;
    private @Nullable ByteBuffer usageEvent;

    StreamReading(Query query, ReplySink sink, Failures failures) {
        this.query = query;
        this.sink = sink;
        this.failures = failures;
    }

    @Override
    public void sending() {
        sent = true;
    }

    @Override
    public Reply read(Incoming response) throws IOException {
        responded = true;
        if (response.status() / 100 != 2) {
            return failures.refused(response);
        }
        if (Wire.isEncoded(response)) {
            return failures.malformed("a compressed stream, though identity was asked for", used());
        }
        if (Wire.isJson(response)) {
            return unstreamed(response);
        }
        var splitter = new SseSplitter(MAX_EVENT);
        while (splitter.fill(response)) {
            response.clock().progressed(); // a heartbeat says that it is alive, though not that it has begun
            for (var event = splitter.next(); event.isPresent(); event = splitter.next()) {
                var end = take(event.get(), response.clock());
                if (end.isPresent()) {
                    linger(response, end.get());
                    return end.get();
                }
            }
        }
        return isComplete() ? answer() : failures.cut("the stream ended before its end", used());
    }

    @Override
    public Reply broken(IOException thrown) {
        boolean cancelled = thrown instanceof CallEndedException e && e.reason() == CallEndedException.Reason.CANCELLED;
        if (isComplete() && !cancelled) {
            return answer(); // all that was to be said has been said
        }
        return thrown instanceof SseSplitter.EventTooLongException
                ? failures.malformed(String.valueOf(thrown.getMessage()), used())
                : failures.broken(thrown, responded, used());
    }

    /** Takes one event; the reply once it is over. */
    private Optional<Reply> take(SseEvent event, Clock clock) {
        if (event.isDone()) {
            return Optional.of(
                    finish == null && !committed ? failures.cut("the stream ended without a token", used()) : answer());
        }
        boolean plain =
                committed && !event.isError() && !ChunkScan.isNotable(event.data(), event.from(), event.length());
        if (plain) {
            seen.add(0);
            tokens++;
            textBytes += Math.max(0, event.length() - frameBytes);
            forward(event, clock);
            return Optional.empty();
        }
        return takeParsed(event, clock);
    }

    private Optional<Reply> takeParsed(SseEvent event, Clock clock) {
        var parsed = ChatJson.parse(event.data(), event.from(), event.length());
        if (event.isError() || parsed.filter(ChatJson::hasError).isPresent()) {
            var error = ErrorJson.parse(event.data(), event.from(), event.length());
            return Optional.of(failures.reported(error, committed ? used() : reported()));
        }
        if (parsed.isEmpty()) {
            return Optional.of(failures.malformed("an event that is not a JSON object", used()));
        }
        var chunk = parsed.get();
        usage = chunk.usage() == null ? usage : chunk.usage();
        if (chunk.choices() == 0 && chunk.usage() != null) {
            usageEvent = event.bytes(); // we asked for it: whether the caller did, the gateway knows
            return Optional.empty();
        }
        finish = chunk.finish() == null ? finish : chunk.finish();
        seen.addAll(chunk.seen());
        finished.addAll(chunk.finished());
        count(event, chunk);
        return pass(event, chunk, clock);
    }

    /** One event can hold many tokens; what an event is longer than its frame is text, parsed or not. */
    private void count(SseEvent event, ChatJson chunk) {
        if (chunk.hasContent()) {
            tokens++;
            textBytes += chunk.textLength();
            frameBytes = Math.min(frameBytes, event.length() - chunk.textLength());
        }
    }

    private Optional<Reply> pass(SseEvent event, ChatJson chunk, Clock clock) {
        if (committed) {
            forward(event, clock);
        } else if (chunk.hasContent() || finish != null) {
            commit(event, clock);
        } else {
            held.add(event);
            heldBytes += event.bytes().remaining();
            if (heldBytes > MAX_HELD) {
                return Optional.of(failures.malformed("no token in " + MAX_HELD + " bytes of events", used()));
            }
        }
        return Optional.empty();
    }

    private void commit(SseEvent first, Clock clock) {
        committed = true;
        clock.begun();
        held.forEach(event -> forward(event, clock));
        held.clear();
        forward(first, clock);
    }

    private void forward(SseEvent event, Clock clock) {
        clock.pause();
        sink.event(event.bytes());
        clock.progressed();
    }

    /** After a good end only the body's own end is due; without it the connection is not reused, that is all. */
    private static void linger(Incoming response, Reply reply) {
        if (!(reply instanceof Reply.Answer)) {
            return;
        }
        response.clock().lingering(LINGER);
        try {
            response.read(new byte[64], 0, 64);
        } catch (IOException e) {
            // The reply is complete, and a broken connection is never reused.
        }
    }

    /** A 200 that is no stream: an error, or an expert that does not stream. */
    private Reply unstreamed(Incoming response) throws IOException {
        var reply = new WholeReading(query, failures).read(response);
        return reply instanceof Reply.Failure
                ? reply
                : failures.malformed("a whole reply, though a stream was asked for", reply.usage());
    }

    /** True once every choice that was begun has ended: {@code [DONE]} would say no more. */
    private boolean isComplete() {
        return finish != null && finished.equals(seen);
    }

    private Reply answer() {
        var reason = finish == null ? Reply.Finish.STOP : finish;
        return new Reply.Answer(new Reply.Streamed(usageEvent), reason, used());
    }

    private Usage used() {
        if (usage != null) {
            return usage;
        }
        return sent ? Estimate.of(query, Math.max(tokens, textBytes / BYTES_PER_TOKEN)) : Usage.NONE;
    }

    /** An error in place of a reply is as free as a status that says it, unless it comes with usage. */
    private Usage reported() {
        return usage == null ? Usage.NONE : usage;
    }
}
