package dev.signalbox.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.experts.Caller;
import dev.signalbox.store.AuditLog;
import dev.signalbox.store.Database;
import dev.signalbox.store.Home;
import dev.signalbox.store.News;
import dev.signalbox.store.PostgresFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

@ExtendWith(PostgresFixture.class)
final class KeyRingTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    private Path root;

    private final Database database;
    private final KeyRing keys;

    KeyRingTest(Database database) {
        this.database = database;
        keys = ring();
    }

    @Test
    void create_callerKey_authenticatesAndStoresNoClearText() {
        var created = keys.create("acme", "web shop", ApiKey.Role.CALLER, "key-admin");

        assertThat(created.clear()).matches("sb-[A-Za-z0-9_-]{43}");
        assertThat(created.toString()).doesNotContain(created.clear());
        assertThat(keys.authenticate(created.clear()))
                .contains(new Keys.Holder(new Caller("acme", created.key().id()), ApiKey.Role.CALLER));
        assertThat(database.jdbc()
                        .sql("SELECT k::text || a::text FROM api_keys k, audit a")
                        .query(String.class)
                        .single())
                .contains("key.create")
                .doesNotContain(created.clear());
    }

    @Test
    void authenticate_unknownOrEmpty_isEmpty() {
        var created = keys.create("acme", "", ApiKey.Role.CALLER, AuditLog.SYSTEM);

        assertThat(keys.authenticate("")).isEmpty();
        assertThat(keys.authenticate("sb-" + "A".repeat(43))).isEmpty();
        assertThat(keys.authenticate(created.clear() + "x")).isEmpty();
    }

    @Test
    void revoke_thenAuthenticate_isEmptyButListed() {
        var created = keys.create("acme", "", ApiKey.Role.CALLER, AuditLog.SYSTEM);

        assertThat(keys.revoke(created.key().id(), AuditLog.SYSTEM)).isTrue();
        assertThat(keys.revoke(created.key().id(), AuditLog.SYSTEM)).isFalse();

        assertThat(keys.authenticate(created.clear())).isEmpty();
        assertThat(keys.list())
                .singleElement()
                .satisfies(key -> assertThat(key.revokedAt()).isEqualTo(CLOCK.instant()));
    }

    @Test
    void revoke_onAnotherReplica_isRefusedWithinASecond() {
        var created = keys.create("acme", "", ApiKey.Role.CALLER, AuditLog.SYSTEM);
        var other = ring();
        try (var news = new News(database);
                var watch = new KeyWatch(other, new AdminKey(other, new Home(root), ""), news)) {
            watch.afterSingletonsInstantiated();
            news.start();
            await().until(() -> other.authenticate(created.clear()).isPresent());

            keys.revoke(created.key().id(), AuditLog.SYSTEM);

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> other.authenticate(created.clear()).isEmpty());
        }
    }

    @Test
    void refresh_changesOfAnotherReplica_areTakenOver() {
        var other = ring();
        var created = other.create("acme", "", ApiKey.Role.CALLER, AuditLog.SYSTEM);
        assertThat(keys.authenticate(created.clear())).isEmpty();

        keys.refresh();
        assertThat(keys.authenticate(created.clear())).isPresent();

        other.revoke(created.key().id(), AuditLog.SYSTEM);
        keys.refresh();
        assertThat(keys.authenticate(created.clear())).isEmpty();
    }

    @Test
    void ensure_firstStart_writesOwnerOnlyFileOnce() throws Exception {
        var home = new Home(root);
        new AdminKey(keys, home, "").ensure();
        var clear = Files.readString(home.adminKey()).strip();

        assertThat(keys.authenticate(clear).orElseThrow().admin()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.adminKey())))
                .isEqualTo("rw-------");

        new AdminKey(keys, home, "").ensure();
        assertThat(keys.list()).hasSize(1);
        assertThat(home.adminKey()).hasContent(clear);
    }

    @Test
    void ensure_freshDatabaseOldFile_makesANewKey() throws Exception {
        var home = new Home(root);
        Home.writeSecret(home.adminKey(), "sb-of-another-database");

        new AdminKey(keys, home, "").ensure();

        var clear = Files.readString(home.adminKey()).strip();
        assertThat(keys.authenticate(clear).orElseThrow().admin()).isTrue();
    }

    @Test
    void ensure_keyGiven_isImportedAndNoFileWritten() {
        var home = new Home(root);
        new AdminKey(keys, home, "from-the-environment-1234").ensure();
        new AdminKey(keys, home, "from-the-environment-1234").ensure();

        assertThat(keys.authenticate("from-the-environment-1234").orElseThrow().admin())
                .isTrue();
        assertThat(keys.list()).hasSize(1);
        assertThat(home.adminKey()).doesNotExist();
    }

    @Test
    void ensure_anotherKeyGiven_retiresTheOneBeforeAndNoOther() {
        var home = new Home(root);
        var person = keys.create("default", "Ada", ApiKey.Role.ADMIN, AuditLog.SYSTEM);
        var namesake = keys.create("acme", "admin, from the environment", ApiKey.Role.CALLER, AuditLog.SYSTEM);
        new AdminKey(keys, home, "from-the-environment-1234").ensure();
        new AdminKey(keys, home, "from-the-environment-5678").ensure();

        assertThat(keys.authenticate("from-the-environment-1234")).isEmpty();
        assertThat(keys.authenticate("from-the-environment-5678")).isPresent();
        assertThat(keys.authenticate(person.clear())).isPresent();
        assertThat(keys.authenticate(namesake.clear())).isPresent();

        new AdminKey(keys, home, "from-the-environment-1234").ensure();
        assertThat(keys.authenticate("from-the-environment-5678"))
                .as("a replica that starts with the retired key retires nothing")
                .isPresent();
    }

    @Test
    void ensure_fileLost_retiresTheKeyThatWasInIt() throws Exception {
        var home = new Home(root.resolve("a"));
        var other = new Home(root.resolve("b"));
        new AdminKey(keys, home, "").ensure();
        new AdminKey(keys, other, "").ensure();
        var lost = Home.readSecret(home.adminKey()).orElseThrow();
        Files.delete(home.adminKey());

        new AdminKey(keys, home, "").ensure();

        assertThat(keys.authenticate(lost)).isEmpty();
        assertThat(keys.authenticate(Home.readSecret(home.adminKey()).orElseThrow()))
                .isPresent();
        assertThat(keys.authenticate(Home.readSecret(other.adminKey()).orElseThrow()))
                .isPresent();
    }

    @Test
    void adminKey_tooShort_namesSettingButNotKey() {
        assertThatThrownBy(() -> new AdminKey(keys, new Home(root), "hunter2"))
                .hasMessageContaining("signalbox.admin-key: 7 characters, expected 20 to 200")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void adminKey_tooShort_endsTheStartWithWhatToDo() {
        var wrong = new BadAdminKeyException("signalbox.admin-key: 7 characters, expected 20 to 200");

        var analysis = new BadAdminKeyAnalyzer().analyze(new IllegalStateException("bean keyWatch", wrong));

        assertThat(analysis.getDescription()).isEqualTo(wrong.getMessage());
        assertThat(analysis.getAction()).contains("SIGNALBOX_ADMIN_KEY");
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(FailureAnalyzer.class, (_, _, _) -> {}))
                .anySatisfy(analyzer -> assertThat(analyzer).isInstanceOf(BadAdminKeyAnalyzer.class));
    }

    private KeyRing ring() {
        return new KeyRing(new KeyStore(database), new AuditLog(database, CLOCK), CLOCK);
    }
}
