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

    private static final String FROM_ENVIRONMENT = "admin, from the environment";
    private static final Logger log = LoggerFactory.getLogger(AdminKey.class);

    private final KeyRing keys;
    private final Home home;
    private final String given;

    /**
     * @param given {@code signalbox.admin-key}, empty to make one
     */
    AdminKey(KeyRing keys, Home home, String given) {
        if (!given.isEmpty() && !given.matches("\\S{20,200}")) {
            throw new BadAdminKeyException(
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
        var request = new KeyRing.Request(TENANT, FROM_ENVIRONMENT, ApiKey.Role.ADMIN, AuditLog.SYSTEM);
        keys.add(given, request).ifPresent(key -> log.info("signalbox.admin-key is now {}", key.id()));
        keys.authenticate(given)
                .filter(Keys.Holder::admin)
                .ifPresentOrElse(
                        holder -> retireGivenBefore(holder.caller().keyId()),
                        () -> log.warn("signalbox.admin-key was revoked, or is a key without the admin role:"
                                + " give another one"));
    }

    /** Whoever gives another key no longer wants the one before; a replica that still has it does not get it back. */
    private void retireGivenBefore(String current) {
        keys.list().stream()
                .filter(key -> key.revokedAt() == null && !key.id().equals(current))
                .filter(key -> key.role() == ApiKey.Role.ADMIN && key.tenant().equals(TENANT))
                .filter(key -> key.label().equals(FROM_ENVIRONMENT))
                .forEach(key -> retire(key.id()));
    }

    private void ensureLocal() {
        var file = home.adminKey();
        var valid = Home.readSecret(file)
                .flatMap(keys::authenticate)
                .filter(Keys.Holder::admin)
                .isPresent();
        if (!valid) {
            // by identifier, not by label: homes of the same name on other machines may share the database
            var made = home.data().resolve("admin.id");
            Home.readSecret(made).ifPresent(this::retire);
            var created = keys.create(TENANT, "admin, in " + file, ApiKey.Role.ADMIN, AuditLog.SYSTEM);
            Home.writeSecret(made, created.key().id());
            Home.writeSecret(file, created.clear());
            log.info("the administrator's key {} is in {}", created.key().id(), file);
        }
    }

    private void retire(String id) {
        if (keys.revoke(id, AuditLog.SYSTEM)) {
            log.warn("the administrator's key {} is replaced and from now on refused", id);
        }
    }
}
