package dev.signalbox.pipeline;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The number of the latest promotion, by whichever replica; while the database is away, the one last seen. */
final class LatestPromotion implements LongSupplier {

    private static final Logger LOG = LoggerFactory.getLogger(LatestPromotion.class);

    private final LongSupplier store;
    private long seen;
    private boolean away;

    LatestPromotion(LongSupplier store) {
        this.store = store;
    }

    @Override
    public synchronized long getAsLong() {
        try {
            seen = store.getAsLong();
            away = false;
        } catch (DataAccessException e) {
            if (!away) {
                LOG.warn("promotions by other replicas go unnoticed while the database is away: {}", e.getMessage());
            }
            away = true;
        }
        return seen;
    }
}
