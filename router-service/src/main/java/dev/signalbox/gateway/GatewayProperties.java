package dev.signalbox.gateway;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxBody longest request body
 * @param clientCheck how often to look whether the clients of running requests are still there
 * @param openMetrics whether {@code /metrics} needs no key
 */
@ConfigurationProperties("signalbox.gateway")
record GatewayProperties(
        @DefaultValue("10MB") DataSize maxBody,
        @DefaultValue("100ms") Duration clientCheck,
        @DefaultValue("false") boolean openMetrics) {

    GatewayProperties {
        if (maxBody.toBytes() < 1 || maxBody.toBytes() > DataSize.ofGigabytes(1).toBytes()) {
            throw new IllegalArgumentException(
                    "signalbox.gateway.max-body: " + maxBody + ", expected within 1B and 1GB");
        }
        if (!clientCheck.isPositive()) {
            throw new IllegalArgumentException(
                    "signalbox.gateway.client-check: " + clientCheck + ", expected more than 0");
        }
    }
}
