package dev.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;

final class GatewayConfigurationTest {

    private final WebApplicationContextRunner context =
            new WebApplicationContextRunner().withUserConfiguration(Scanning.class, GatewayTestServer.class);

    /** As the application does, besides importing the configuration. */
    @ComponentScan(basePackageClasses = ChatController.class)
    static class Scanning {}

    @Test
    void configuration_importedAndScanned_makesEachPartOnce() {
        context.run(started -> assertThat(started)
                .hasNotFailed()
                .hasSingleBean(ChatController.class)
                .hasSingleBean(ErrorAdvice.class));
    }

    @Test
    void configuration_wrongBound_stopsWithTheKey() {
        context.withPropertyValues("signalbox.gateway.max-body=0B")
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .hasMessage("signalbox.gateway.max-body: 0B, expected within 1B and 1GB"));
    }
}
