package dev.signalbox.pipeline;

import dev.signalbox.store.AuditLog;
import java.util.Map;

/**
 * Writes down what became of the steerings that rosters define. It goes by what is on record, so that a change made while the
 * service was down is told, and a restart or another replica tells nothing again; two replicas that look at once may both
 * tell it.
 */
final class SteeringAudit {

    private final AuditLog log;

    SteeringAudit(AuditLog log) {
        this.log = log;
    }

    /** @param steerings what each of the roster that is about to be in force does, by its name and whose it is */
    void compare(Map<String, String> steerings) {
        var known = log.steerings();
        known.forEach((steering, last) -> {
            if (!last.action().equals(AuditLog.STEERING_REMOVE) && !steerings.containsKey(steering)) {
                log.append(AuditLog.SYSTEM, AuditLog.STEERING_REMOVE, steering, "");
            }
        });
        steerings.forEach((steering, does) -> {
            var last = known.get(steering);
            if (last == null || last.action().equals(AuditLog.STEERING_REMOVE)) {
                log.append(AuditLog.SYSTEM, AuditLog.STEERING_ADD, steering, does);
            } else if (!last.does().equals(does)) {
                log.append(AuditLog.SYSTEM, AuditLog.STEERING_CHANGE, steering, does);
            }
        });
    }
}
