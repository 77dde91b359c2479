package dev.signalbox.execution;

import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.ReplySink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sink of one attempt: notes the first token, which commits the reply, and drops what an abandoned expert still
 * sends. Commit and abandonment race; exactly one wins.
 */
final class AttemptSink implements ReplySink {

    private enum State {
        WAITING,
        COMMITTED,
        ABANDONED
    }

    private final ReplySink client;
    private final Time time;
    private final long startNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Duration firstToken;

    AttemptSink(ReplySink client, Time time) {
        this.client = client;
        this.time = time;
        this.startNanos = time.nanos();
    }

    @Override
    public void text(String delta) {
        if (commit()) {
            client.text(delta);
        }
    }

    @Override
    public void text(String delta, List<Logprob> logprobs) {
        if (commit()) {
            client.text(delta, logprobs);
        }
    }

    @Override
    public void event(ByteBuffer event) {
        if (commit()) {
            client.event(event);
        }
    }

    /** Closes the sink unless a token came first; true when it is closed. */
    boolean abandon() {
        return state.compareAndSet(State.WAITING, State.ABANDONED) || abandoned();
    }

    boolean abandoned() {
        return state.get() == State.ABANDONED;
    }

    boolean committed() {
        return state.get() == State.COMMITTED;
    }

    /** From the start of the attempt, or null while none came. */
    @Nullable
    Duration firstToken() {
        return firstToken;
    }

    /** Since the start of the attempt. */
    Duration elapsed() {
        return Duration.ofNanos(time.nanos() - startNanos);
    }

    private boolean commit() {
        if (state.get() == State.COMMITTED) {
            return true;
        }
        if (!state.compareAndSet(State.WAITING, State.COMMITTED)) {
            return false;
        }
        firstToken = elapsed();
        return true;
    }
}
