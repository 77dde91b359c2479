package dev.signalbox.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.bench.RandomMoe;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.RuntimeKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalModelsTest {

    private static final ExpertCard CARD = new ExpertCard(
            "local/x",
            "",
            Set.of(),
            new ExpertCard.Limits(64, 32),
            Price.FREE,
            new ExpertCard.Declared(0.5, 60, Duration.ofMillis(100)),
            Set.of());

    @TempDir
    Path home;

    @Test
    void open_modelsHereAndInAWorker_areToldApartAndMetered() throws IOException {
        var provider = new LocalProvider(home, new SplittableRandom(1));
        var meters = new SimpleMeterRegistry();
        var models = new LocalModels(provider, meters);
        var file =
                RandomMoe.write(home.resolve("own.gguf"), RandomMoe.Shape.of(1)).toString();
        try (var _ = provider.open(CARD, config(file, RuntimeKind.IN_PROCESS));
                var _ = provider.open(CARD, config(file, null));
                var _ = provider.open(CARD, config(file, RuntimeKind.WORKER))) {
            assertThat(models.open())
                    .extracting(LocalModels.Model::runtime, LocalModels.Model::experts, each -> each.worker() == null)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("in-process", 1, true),
                            org.assertj.core.groups.Tuple.tuple("worker", 2, false));
            models.refresh();
            assertThat(meters.get("signalbox.local.worker.ready")
                            .tag("model", "own.gguf")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.get("signalbox.local.worker.restarts").gauge().value())
                    .isZero();
        }
        models.refresh();
        assertThat(meters.find("signalbox.local.worker.ready").gauge()).isNull();
    }

    private static LocalProvider.Config config(String file, RuntimeKind runtime) {
        return new LocalProvider.Config(file, null, 1, 1, false, runtime);
    }
}
