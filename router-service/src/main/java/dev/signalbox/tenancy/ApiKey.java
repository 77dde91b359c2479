package dev.signalbox.tenancy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an API key; never the key itself.
 *
 * @param id public, such as {@code key-5f0c9a1b2d3e}
 * @param tenant its owner
 * @param label for people, may be empty
 * @param role what it may do
 * @param revokedAt since when it is refused, or null
 */
public record ApiKey(
        String id,
        String tenant,
        String label,
        Role role,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    public ApiKey {
        if (tenant.isBlank() || tenant.length() > 100) {
            throw new IllegalArgumentException("tenant: \"" + tenant + "\", expected 1 to 100 characters");
        }
    }

    /** What the holder may do. */
    public enum Role {
        /** Ask, and use the administration API. */
        ADMIN,
        /** Ask. */
        CALLER,
        /** Ask, and change how local sparse models choose their experts. */
        STEERER,
        /** Read the metrics, and nothing else. */
        METRICS
    }
}
