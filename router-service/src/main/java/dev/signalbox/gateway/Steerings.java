package dev.signalbox.gateway;

import dev.signalbox.experts.Query;
import dev.signalbox.store.AuditLog;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads the header by which a privileged caller has a local sparse model choose its experts otherwise. Nobody else may, and
 * each use is audited before it happens.
 */
final class Steerings {

    static final String HEADER = "x-signalbox-steering";

    private static final int LONGEST = 100;

    private final Ledger ledger;

    Steerings(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Where uses are written down. */
    @FunctionalInterface
    interface Ledger {
        void used(Query query, String steering);

        /** Fails, and so does the request, when the use cannot be written down. */
        static Ledger of(AuditLog audit) {
            return (query, steering) -> audit.append(
                    query.caller().keyId(), "steering.use", steering + " on " + query.model() + ", " + query.id());
        }
    }

    /** The query as the caller of {@code request} wants it. */
    Query of(Query query, HttpServletRequest request) throws RejectedRequestException {
        var name = request.getHeader(HEADER);
        if (name == null) {
            return query;
        }
        if (!KeyFilter.maySteer(request)) {
            throw new RejectedRequestException(
                    ApiError.request(403, HEADER + ": this needs a key that may steer.", "insufficient_permissions"));
        }
        if (name.isBlank() || name.length() > LONGEST) {
            throw RejectedRequestException.field(HEADER, "expected a steering's name, 1 to " + LONGEST + " characters");
        }
        ledger.used(query, name);
        return query.withSteering(name);
    }
}
