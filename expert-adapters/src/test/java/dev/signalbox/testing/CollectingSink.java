package dev.signalbox.testing;

import dev.signalbox.experts.ReplySink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps what it gets, in order. */
public final class CollectingSink implements ReplySink {

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void text(String delta) {
        received.add(delta);
        first.countDown();
    }

    @Override
    public void event(ByteBuffer event) {
        received.add(Script.text(event));
        first.countDown();
    }

    /** Texts or events so far. */
    public List<String> received() {
        return List.copyOf(received);
    }

    /** True once anything came. */
    public boolean awaitFirst(Duration atMost) throws InterruptedException {
        return first.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
