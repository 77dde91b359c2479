package dev.signalbox.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.signalbox.yaml.ConfigException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;

final class ConfigReloadTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final LongSupplier AWAY = () -> {
        throw new DataAccessResourceFailureException("away");
    };

    @TempDir
    Path home;

    private PipelineStage stage;
    private ConfigReload reload;
    private LongSupplier stored = () -> 3;
    private final LongSupplier promotions = () -> stored.getAsLong();

    @BeforeEach
    void write() {
        stage = new PipelineStage(home)
                .write("roster.yaml", PipelineStage.ROSTER)
                .write("policies/auto.yaml", PipelineStage.AUTO);
        reload = new ConfigReload(
                stage.files(), stage.loader, stage.policies, new LatestPromotion(promotions), () -> NOW);
    }

    @Test
    void load_wrongFile_throws() {
        stage.write("roster.yaml", "experts: 3");

        assertThatThrownBy(reload::load).isInstanceOf(ConfigException.class);
        assertThat(reload.status().current()).isFalse();
    }

    @Test
    void poll_changedFile_isInForceOnceItIsSettled() {
        reload.load();
        stage.write("policies/auto.yaml", PipelineStage.AUTO.replace("The better one", "Changed by hand"));

        reload.poll();
        assertThat(description()).isEqualTo("The better one");
        reload.poll();

        assertThat(description()).isEqualTo("Changed by hand");
        assertThat(reload.status().current()).isTrue();
        assertThat(reload.status().since()).isEqualTo(NOW);
        assertThat(reload.status().problem()).isEmpty();
        assertThat(reload.status().inForce())
                .extracting(ConfigStatus.InForce::kind, ConfigStatus.InForce::name)
                .containsExactly(tuple("roster", ""), tuple("policy", "auto"));
    }

    @Test
    void poll_wrongFile_keepsTheRightOneAndSaysWhatIsWrong() {
        reload.load();
        stage.write("policies/auto.yaml", "policy: auto\nscore: {nonsense: {}}\n");

        reload.poll();
        reload.poll();

        assertThat(description()).isEqualTo("The better one");
        assertThat(reload.status().current()).isFalse();
        assertThat(reload.status().problem()).contains("auto.yaml:2").contains("nonsense");
    }

    @Test
    void poll_correctedFile_isInForceAgain() {
        reload.load();
        stage.write("policies/auto.yaml", "nonsense");
        reload.poll();
        reload.poll();
        stage.write("policies/auto.yaml", PipelineStage.AUTO.replace("The better one", "Corrected"));

        reload.poll();
        reload.poll();

        assertThat(description()).isEqualTo("Corrected");
        assertThat(reload.status().current()).isTrue();
    }

    @Test
    void poll_nothingChanged_loadsNothing() {
        reload.load();
        var before = stage.policies.get();

        reload.poll();
        reload.poll();

        assertThat(stage.policies.get()).isSameAs(before);
    }

    @Test
    void poll_promotionByAnotherReplica_loadsOnce() {
        reload.load();
        var before = stage.policies.get();
        stored = () -> 4;

        reload.poll();
        var promoted = stage.policies.get();
        reload.poll();

        assertThat(promoted).isNotSameAs(before);
        assertThat(stage.policies.get()).isSameAs(promoted);
    }

    @Test
    void poll_databaseAway_stillLooksAtTheFiles() {
        reload.load();
        stored = AWAY;
        var before = stage.policies.get();
        reload.poll();
        assertThat(stage.policies.get()).isSameAs(before);
        stage.write("policies/auto.yaml", PipelineStage.AUTO.replace("The better one", "Changed by hand"));

        reload.poll();
        reload.poll();

        assertThat(description()).isEqualTo("Changed by hand");
    }

    @Test
    void poll_promotionWhileTheDatabaseWasAway_isNoticedOnceItIsBack() {
        reload.load();
        var before = stage.policies.get();
        stored = AWAY;
        reload.poll();
        stored = () -> 4;

        reload.poll();

        assertThat(stage.policies.get()).isNotSameAs(before);
    }

    @Test
    void seed_defaults_areCompleteAndRight() {
        var fresh = new ConfigFolder(home.resolve("fresh"));

        fresh.seed(PipelineConfiguration.defaults());

        var files = fresh.read();
        assertThat(files.policies())
                .extracting(source -> Path.of(source.name()).getFileName().toString())
                .containsExactly("auto.yaml", "best.yaml", "cheap.yaml");
        assertThat(new String(files.roster().content(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("local/generalist");
    }

    @Test
    void seed_existingFolder_isLeftAlone() {
        stage.files().seed(Map.of("roster.yaml", new byte[0]));

        assertThat(stage.files().read().roster().content()).isNotEmpty();
    }

    private String description() {
        return stage.policies.get().models().getFirst().description();
    }
}
