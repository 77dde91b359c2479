package dev.signalbox.execution;

import java.math.BigDecimal;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of every execution, {@code signalbox.execution} in the service's configuration.
 *
 * @param deadline of a request, across all attempts and waits
 * @param longestWait longer than this we do not wait for one deployment (its Retry-After, a backoff) but move on
 * @param costCapUsd most that a request may cost, across all attempts
 */
@ConfigurationProperties("signalbox.execution")
public record ExecutionProperties(
        @DefaultValue("10m") Duration deadline,
        @DefaultValue("2s") Duration longestWait,
        @DefaultValue("1.00") BigDecimal costCapUsd) {

    private static final BigDecimal LOWEST_CAP = new BigDecimal("0.000001");
    private static final BigDecimal HIGHEST_CAP = new BigDecimal("1000000");

    public ExecutionProperties {
        if (!deadline.isPositive() || longestWait.isNegative()) {
            throw new IllegalArgumentException("signalbox.execution: expected deadline > 0 and longest-wait >= 0");
        }
        if (costCapUsd.compareTo(LOWEST_CAP) < 0 || costCapUsd.compareTo(HIGHEST_CAP) > 0) {
            throw new IllegalArgumentException("signalbox.execution.cost-cap-usd: " + costCapUsd + ", expected within "
                    + LOWEST_CAP.toPlainString() + " and " + HIGHEST_CAP.toPlainString());
        }
    }

    long costCapMicroUsd() {
        return costCapUsd.movePointRight(6).longValue();
    }
}
