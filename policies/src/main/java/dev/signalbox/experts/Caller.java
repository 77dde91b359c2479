package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

/**
 * Who asks.
 *
 * @param tenant owner of the key; tenants never see each other
 * @param keyId public identifier of the API key, never the key itself
 */
public record Caller(String tenant, String keyId) {

    public Caller {
        requireNonNull(tenant);
        requireNonNull(keyId);
    }
}
