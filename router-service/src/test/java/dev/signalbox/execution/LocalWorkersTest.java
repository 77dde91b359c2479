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

final class LocalWorkersTest {

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
        var workers = new LocalWorkers(provider, meters);
        var models = new LocalModels(provider, 1);
        var file =
                RandomMoe.write(home.resolve("own.gguf"), RandomMoe.Shape.of(1)).toString();
        try (var _ = provider.open(CARD, config(file, RuntimeKind.IN_PROCESS));
                var _ = provider.open(CARD, config(file, null));
                var _ = provider.open(CARD, config(file, RuntimeKind.WORKER))) {
            assertThat(models.standings())
                    .extracting(LocalModels.Standing::worker)
                    .hasSize(2)
                    .containsOnlyOnce((LocalModels.Worker) null);
            workers.refresh();
            assertThat(meters.get("signalbox.local.worker.ready")
                            .tag("model", "own.gguf")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.get("signalbox.local.worker.restarts").gauge().value())
                    .isZero();
        }
        workers.refresh();
        assertThat(meters.find("signalbox.local.worker.ready").gauge()).isNull();
    }

    private static LocalProvider.Config config(String file, RuntimeKind runtime) {
        return LocalProvider.Config.of(file)
                .slots(1)
                .threads(1)
                .together(false)
                .runtime(runtime)
                .config();
    }
}
