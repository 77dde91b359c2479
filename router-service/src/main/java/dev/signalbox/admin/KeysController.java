package dev.signalbox.admin;

import dev.signalbox.gateway.KeyFilter;
import dev.signalbox.gateway.RejectedRequestException;
import dev.signalbox.tenancy.ApiKey;
import dev.signalbox.tenancy.KeyRing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Makes, lists and revokes API keys. */
@RestController
final class KeysController {

    private static final int LONGEST = 100;

    private final KeyRing keys;

    KeysController(KeyRing keys) {
        this.keys = keys;
    }

    /** The reply holds the key, this once. */
    @PostMapping("/admin/keys")
    Map<String, String> create(@RequestBody NewKey wanted, HttpServletRequest request) throws RejectedRequestException {
        var role = role(wanted);
        var tenant = wanted.tenant() == null ? "default" : checked("tenant", wanted.tenant());
        if (tenant.isBlank()) {
            throw RejectedRequestException.field("tenant", "blank, expected 1 to " + LONGEST + " characters");
        }
        var label = wanted.name() == null ? "" : checked("name", wanted.name());
        var created = keys.create(tenant, label, role, KeyFilter.caller(request).keyId());
        return Map.of("id", created.key().id(), "key", created.clear());
    }

    @GetMapping("/admin/keys")
    Map<String, List<Listed>> list() {
        return Map.of("data", keys.list().stream().map(Listed::of).toList());
    }

    @DeleteMapping("/admin/keys/{id}")
    Map<String, Object> revoke(@PathVariable String id, HttpServletRequest request) {
        if (!keys.revoke(id, KeyFilter.caller(request).keyId())) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no key " + id + " in force");
        }
        return Map.of("id", id, "revoked", true);
    }

    private static ApiKey.Role role(NewKey wanted) throws RejectedRequestException {
        boolean admin = Boolean.TRUE.equals(wanted.admin());
        boolean metrics = Boolean.TRUE.equals(wanted.metrics());
        boolean steer = Boolean.TRUE.equals(wanted.steer());
        if (metrics && (admin || steer)) {
            throw RejectedRequestException.field(
                    "metrics", "true beside " + (admin ? "admin" : "steer") + ", expected one of the two");
        }
        if (steer && !admin) {
            return ApiKey.Role.STEERER;
        }
        if (metrics) {
            return ApiKey.Role.METRICS;
        }
        return admin ? ApiKey.Role.ADMIN : ApiKey.Role.CALLER;
    }

    private static String checked(String field, String value) throws RejectedRequestException {
        if (value.length() > LONGEST) {
            throw RejectedRequestException.field(field, value.length() + " characters, expected at most " + LONGEST);
        }
        // The database takes no NUL, and people read these in a terminal.
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw RejectedRequestException.field(field, "holds a control character, expected none");
        }
        return value;
    }

    /**
     * @param tenant {@code default} when missing
     * @param admin false when missing
     * @param metrics whether it may read the metrics and nothing else; false when missing
     * @param steer whether it may also change how local sparse models choose their experts; false when missing
     */
    record NewKey(
            @Nullable String tenant,
            @Nullable String name,
            @Nullable Boolean admin,
            @Nullable Boolean metrics,
            @Nullable Boolean steer) {}

    /** @param revoked when, or null */
    record Listed(
            String id,
            String tenant,
            String name,
            String role,
            String created,
            @Nullable String revoked) {
        static Listed of(ApiKey key) {
            var revoked = key.revokedAt();
            return new Listed(
                    key.id(),
                    key.tenant(),
                    key.label(),
                    key.role().name().toLowerCase(Locale.ROOT),
                    key.createdAt().toString(),
                    revoked == null ? null : revoked.toString());
        }
    }
}
