package dev.signalbox.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StartupTest {

    @Test
    void watch_lookFails_looksAgain() throws Exception {
        var looks = new CountDownLatch(3);
        var config = new Startup.Config(() -> {}, () -> {
            looks.countDown();
            throw new IllegalStateException("unexpected");
        });

        try (var startup = startup(config)) {
            startup.afterSingletonsInstantiated();

            assertThat(looks.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void start_loadFails_isSaid() {
        var config = new Startup.Config(
                () -> {
                    throw new IllegalStateException("roster.yaml is wrong");
                },
                () -> {});

        try (var startup = startup(config)) {
            assertThatThrownBy(startup::afterSingletonsInstantiated).hasMessage("roster.yaml is wrong");
        }
    }

    private static Startup startup(Startup.Config config) {
        return new Startup(config, Duration.ofMillis(1), new CurrentPolicies());
    }
}
