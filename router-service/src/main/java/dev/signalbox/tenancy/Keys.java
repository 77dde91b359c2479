package dev.signalbox.tenancy;

import dev.signalbox.experts.Caller;
import java.util.Optional;

/** Knows who holds which API key, from memory. */
public interface Keys {

    /** The holder of {@code presented}, empty when it is unknown or revoked; the comparison takes constant time. */
    Optional<Holder> authenticate(String presented);

    /** @param role what it may do */
    record Holder(Caller caller, ApiKey.Role role) {

        /** May change how local sparse models choose their experts. */
        public boolean steers() {
            return role == ApiKey.Role.ADMIN || role == ApiKey.Role.STEERER;
        }

        /** May use the administration API. */
        public boolean admin() {
            return role == ApiKey.Role.ADMIN;
        }
    }
}
