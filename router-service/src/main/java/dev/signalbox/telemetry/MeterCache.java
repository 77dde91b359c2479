package dev.signalbox.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters by what tells them apart. A look-up in the registry builds and maps an identity; this one does not. Experts and
 * policies come and go with their files: those beyond the first {@value #MOST} are looked up in the registry.
 *
 * @param <K> what tells them apart, with equality
 * @param <M> a meter, or several
 */
public final class MeterCache<K, M> {

    private static final int MOST = 10_000;

    private final Map<K, M> known = new ConcurrentHashMap<>();
    private final Function<K, M> registered;

    /** @param registered the meter as the registry has it, the same for the same key */
    public MeterCache(Function<K, M> registered) {
        this.registered = registered;
    }

    public M of(K key) {
        var meter = known.get(key);
        if (meter == null) {
            meter = registered.apply(key);
            if (known.size() < MOST) {
                known.put(key, meter);
            }
        }
        return meter;
    }
}
