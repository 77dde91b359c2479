package dev.signalbox.tenancy;

import dev.signalbox.store.AuditLog;
import dev.signalbox.store.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key with which an operator gets in: given by the environment, or made on the first start and kept in the home
 * folder, readable by its owner alone.
 */
final class AdminKey {

    static final String TENANT = "default";

    private static final Logger log = LoggerFactory.getLogger(AdminKey.class);

    private final KeyRing keys;
    private final Home home;
    private final String given;

    /**
     * @param given {@code signalbox.admin-key}, empty to make one
     */
    AdminKey(KeyRing keys, Home home, String given) {
        if (!given.isEmpty() && !given.matches("\\S{20,200}")) {
            throw new IllegalArgumentException(
                    "signalbox.admin-key: " + given.length() + " characters, expected 20 to 200, none of them blank");
        }
        this.keys = keys;
        this.home = home;
        this.given = given;
    }

    /** Makes sure that there is one; the key ring has been loaded before. */
    void ensure() {
        if (given.isEmpty()) {
            ensureLocal();
        } else {
            ensureGiven();
        }
    }

    private void ensureGiven() {
        var request = new KeyRing.Request(TENANT, "admin, from the environment", ApiKey.Role.ADMIN, AuditLog.SYSTEM);
        keys.add(given, request).ifPresent(key -> log.info("signalbox.admin-key is now {}", key.id()));
        if (!keys.authenticate(given).map(Keys.Holder::admin).orElse(false)) {
            log.warn("signalbox.admin-key was revoked, or is a key without the admin role: give another one");
        }
    }

    private void ensureLocal() {
        var file = home.adminKey();
        var valid = Home.readSecret(file)
                .flatMap(keys::authenticate)
                .filter(Keys.Holder::admin)
                .isPresent();
        if (!valid) {
            var created = keys.create(TENANT, "admin, in " + file, ApiKey.Role.ADMIN, AuditLog.SYSTEM);
            Home.writeSecret(file, created.clear());
            log.info("the administrator's key {} is in {}", created.key().id(), file);
        }
    }
}
