package dev.signalbox.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.store.Database;
import dev.signalbox.store.Home;
import dev.signalbox.store.PostgresFixture;
import dev.signalbox.tenancy.Keys;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.annotation.UserConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The beans of store, tenancy and telemetry together, through two lives of the service. */
@ExtendWith(PostgresFixture.class)
final class WiringTest {

    @Test
    void start_twice_keepsKeyAndRecords(@TempDir Path root, Database database, PostgresFixture.Address address) {
        var runner = new ApplicationContextRunner()
                .withConfiguration(UserConfigurations.of(Scan.class))
                .withPropertyValues(
                        "signalbox.home=" + root,
                        "signalbox.database.url=" + address.url(),
                        "signalbox.database.user=" + address.user(),
                        "signalbox.database.password=" + address.password(),
                        "signalbox.records.linger=5ms");
        var home = new Home(root);
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(Recorder.class).record(Records.entry("q1"));
        });
        var key = Home.readSecret(home.adminKey()).orElseThrow();

        runner.run(context -> {
            assertThat(context.getBean(Keys.class)
                            .authenticate(key)
                            .orElseThrow()
                            .admin())
                    .isTrue();
            context.getBean(Recorder.class).record(Records.entry("q2"));
        });

        assertThat(Home.readSecret(home.adminKey())).contains(key);
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM decisions")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(home.data().resolve("spool")).isEmptyDirectory();
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan({"dev.signalbox.store", "dev.signalbox.tenancy", "dev.signalbox.telemetry"})
    static class Scan {}
}
