package dev.signalbox.pipeline;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Brings the policies and their experts up beside the rest of the service, then watches their files. The port opens when
 * they are up; if they cannot be, the service does not start.
 */
final class Startup implements SmartInitializingSingleton, Readiness, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final Config config;
    private final Duration pollEvery;
    private final CurrentPolicies policies;
    private final CompletableFuture<Void> loading = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    Startup(Config config, Duration pollEvery, CurrentPolicies policies) {
        this.config = config;
        this.pollEvery = pollEvery;
        this.policies = policies;
        Thread.ofPlatform().daemon().name("config").start(this::loadThenWatch);
    }

    /**
     * The files.
     *
     * @param load puts them in force or throws what is wrong
     * @param poll looks for changes
     */
    record Config(Runnable load, Runnable poll) {}

    /** Waits for what began to load when this was made. */
    @Override
    public void afterSingletonsInstantiated() {
        try {
            loading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public boolean ready() {
        return policies.isLoaded() && closing.getCount() > 0;
    }

    @Override
    public String waitingFor() {
        if (closing.getCount() == 0) {
            return "the service is stopping";
        }
        return policies.isLoaded() ? "" : "experts and policies are being loaded";
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void loadThenWatch() {
        try {
            config.load().run();
        } catch (RuntimeException | Error e) {
            loading.completeExceptionally(e);
            return;
        }
        loading.complete(null);
        watch();
    }

    private void watch() {
        try {
            while (!closing.await(pollEvery.toMillis(), TimeUnit.MILLISECONDS)) {
                poll();
            }
        } catch (InterruptedException e) {
            LOG.warn("configuration files are no longer watched");
        }
    }

    /** One look that goes wrong must not be the last. */
    private void poll() {
        try {
            config.poll().run();
        } catch (RuntimeException e) {
            LOG.error("a look at the configuration files failed, next look soon", e);
        }
    }
}
