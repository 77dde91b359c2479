package dev.signalbox.tenancy;

import dev.signalbox.experts.Caller;
import java.util.Optional;

/** Knows who holds which API key, from memory. */
public interface Keys {

    /** The holder of {@code presented}, empty when it is unknown or revoked; the comparison takes constant time. */
    Optional<Holder> authenticate(String presented);

    /** @param admin may use the administration API */
    record Holder(Caller caller, boolean admin) {}
}
