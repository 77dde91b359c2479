package dev.signalbox.moe.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.moe.llama.LlamaAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is told what when no file can be loaded, or not yet. */
@Timeout(20)
final class AdapterPoolTest {

    private static final Adapters WANTED =
            new Adapters(List.of(new Adapters.Part(new AdapterFile(Path.of("one"), 100), 1)));

    private final AdapterTally tally = new AdapterTally();

    /** Keeps what it is told. */
    private static final class Listener implements AdapterPool.Claim {
        private final BlockingQueue<String> told = new ArrayBlockingQueue<>(4);

        @Override
        public void ready(AdapterPool.Hold hold) {
            told.add("ready");
        }

        @Override
        public void failed(Exception problem) {
            told.add(String.valueOf(problem.getMessage()));
        }

        @Override
        public void dismissed() {
            told.add("dismissed");
        }

        String next() throws InterruptedException {
            return told.poll(10, TimeUnit.SECONDS);
        }
    }

    /** A file whose disk never answers before it is let. */
    private static final class Stuck implements AdapterPool.Loader {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch let = new CountDownLatch(1);

        @Override
        public LlamaAdapter load(AdapterFile file) throws IOException {
            asked.countDown();
            try {
                let.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("gone");
        }
    }

    @Test
    void take_loaderThrowsWhatNobodyExpects_toldAndTheNextIsServed() throws Exception {
        try (var pool = new AdapterPool(
                _ -> {
                    throw new UncheckedIOException("bad sector", new IOException());
                },
                1000,
                tally)) {
            for (int i = 0; i < 3; i++) {
                var listener = new Listener();
                pool.take(WANTED, listener);
                assertThat(listener.next()).isEqualTo("bad sector");
            }
        }
    }

    @Test
    void take_moreThanThereIsRoom_failsAtOnce() throws Exception {
        try (var pool = new AdapterPool(new Stuck(), 99, tally)) {
            var listener = new Listener();
            pool.take(WANTED, listener);
            assertThat(listener.next()).contains("100 bytes, expected at most 99");
        }
    }

    @Test
    void forget_whileItsFileIsLoaded_waitsNoMoreAndIsToldNothing() throws Exception {
        var stuck = new Stuck();
        try (var pool = new AdapterPool(stuck, 1000, tally)) {
            var first = new Listener();
            var second = new Listener();
            pool.take(WANTED, first);
            stuck.asked.await();
            pool.take(WANTED, second);
            assertThat(pool.forget(first)).isTrue();
            assertThat(pool.forget(first)).isFalse();
            assertThat(pool.isSettled(Duration.ZERO)).isFalse();
            stuck.let.countDown();
            assertThat(second.next()).isEqualTo("gone");
            assertThat(first.told).isEmpty();
        }
    }

    @Test
    void dismiss_whileAFileIsLoaded_allAreToldAndItSettlesLater() throws Exception {
        var stuck = new Stuck();
        try (var pool = new AdapterPool(stuck, 1000, tally)) {
            var first = new Listener();
            var second = new Listener();
            pool.take(WANTED, first);
            pool.take(WANTED, second);
            stuck.asked.await();
            pool.dismiss();
            assertThat(first.next()).isEqualTo("dismissed");
            assertThat(second.next()).isEqualTo("dismissed");
            assertThat(pool.isSettled(Duration.ZERO)).isFalse();
            stuck.let.countDown();
            assertThat(pool.isSettled(Duration.ofSeconds(10))).isTrue();
            assertThat(first.told).isEmpty();
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> pool.take(WANTED, new Listener()));
        }
    }
}
