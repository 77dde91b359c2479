package dev.signalbox.execution;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of every execution, {@code signalbox.execution} in the service's configuration.
 *
 * @param deadline of a request, across all attempts and waits
 * @param longestWait longer than this we do not wait for one deployment (its Retry-After, a backoff) but move on
 */
@ConfigurationProperties("signalbox.execution")
public record ExecutionProperties(
        @DefaultValue("10m") Duration deadline,
        @DefaultValue("2s") Duration longestWait) {

    public ExecutionProperties {
        if (!deadline.isPositive() || longestWait.isNegative()) {
            throw new IllegalArgumentException("signalbox.execution: expected deadline > 0 and longest-wait >= 0");
        }
    }
}
