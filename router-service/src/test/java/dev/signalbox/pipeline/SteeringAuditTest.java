package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.execution.RosterSteerings;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.store.AuditLog;
import dev.signalbox.store.Database;
import dev.signalbox.store.PostgresFixture;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresFixture.class)
final class SteeringAuditTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    private static final Catalogue CATALOGUE =
            Catalogue.of(List.of(new LocalProvider(Path.of("unused"), new SplittableRandom(1))));

    private final Database database;
    private final AuditLog log;

    SteeringAuditTest(Database database) {
        this.database = database;
        log = new AuditLog(database, CLOCK);
        database.jdbc().sql("DELETE FROM audit").update();
    }

    /** As a service that starts, or another replica. */
    private void inForce(String steerings) {
        var yaml = """
                experts:
                  - name: local/own
                    local: {model: generalist, gate: {steerings: {%s}}}
                    limits: {context: 512, output: 400}
                """.formatted(steerings);
        var roster = RosterFile.parse("roster.yaml", yaml.getBytes(UTF_8), CATALOGUE);
        new SteeringAudit(log).compare(RosterSteerings.of(roster));
    }

    private List<String> audited() {
        return database.jdbc()
                .sql("SELECT actor || ' ' || action || ' ' || subject || ' ' || (detail ->> 'does') FROM audit"
                        + " WHERE detail ->> 'does' IS NOT NULL ORDER BY id")
                .query(String.class)
                .list();
    }

    @Test
    void compare_rostersOneAfterTheOther_eachChangeIsWrittenDownOnce() {
        log.append("key-1", "steering.use", "german on local/own, q1");
        var entries = List.of(
                "system steering.add german of local/own (default) layer 1: mask [2], only [], bias {0=1.5, 3=-1.0}",
                "system steering.change german of local/own (default) layer 1: mask [2, 3], only [], bias {}",
                "system steering.remove german of local/own (default) ",
                "system steering.add german of local/own (default) layer 0: mask [], only [1, 2], bias {}");
        inForce("german: {\"1\": {mask: [2], bias: {\"3\": -1, \"0\": 1.5}}}");
        inForce("german: {\"1\": {mask: [2], bias: {\"0\": 1.5, \"3\": -1}}}");
        assertThat(audited()).containsExactlyElementsOf(entries.subList(0, 1));
        inForce("german: {\"1\": {mask: [3, 2]}}");
        inForce("");
        inForce("");
        assertThat(audited()).containsExactlyElementsOf(entries.subList(0, 3));
        inForce("german: {\"0\": {only: [1, 2]}}");
        assertThat(audited()).containsExactlyElementsOf(entries);
    }

    /** A caller may name a model by anything that is JSON. */
    @Test
    void append_whatTheDatabaseCannotStore_isReplaced() {
        log.append("key-1", "steering.use", "german on a\u0000b\ud800, q1");

        assertThat(database.jdbc()
                        .sql("SELECT subject FROM audit")
                        .query(String.class)
                        .list())
                .containsExactly("german on a\ufffdb\ufffd, q1");
    }
}
