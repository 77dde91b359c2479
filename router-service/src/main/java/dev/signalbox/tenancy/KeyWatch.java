package dev.signalbox.tenancy;

import dev.signalbox.store.News;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Loads the keys at start and then keeps up with other replicas: on news of a change, and now and then without. */
final class KeyWatch implements SmartInitializingSingleton, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);
    private static final long PERIOD_MILLIS = 30_000;

    private final KeyRing keys;
    private final AdminKey adminKey;
    private final News news;
    private final CountDownLatch closing = new CountDownLatch(1);

    KeyWatch(KeyRing keys, AdminKey adminKey, News news) {
        this.keys = keys;
        this.adminKey = adminKey;
        this.news = news;
    }

    @Override
    public void afterSingletonsInstantiated() {
        news.on(News.KEYS, keys::refresh); // before the first look, so that no change falls between the two
        keys.refresh();
        adminKey.ensure();
        Thread.ofVirtual().name("key-watch").start(this::watch);
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void watch() {
        boolean away = false;
        while (!closed()) {
            try {
                keys.refresh();
                away = false;
            } catch (RuntimeException e) {
                if (!away) {
                    log.warn("keys cannot be refreshed, the last known ones stay valid: {}", e.getMessage());
                }
                away = true;
            }
        }
    }

    private boolean closed() {
        try {
            return closing.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
