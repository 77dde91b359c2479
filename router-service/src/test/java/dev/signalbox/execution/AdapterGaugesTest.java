package dev.signalbox.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.moe.LocalProvider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdapterGaugesTest {

    @TempDir
    Path folder;

    @Test
    void bindTo_adapterAskedTwice_isLoadedOnceAndThenHit() {
        var provider = new LocalProvider(folder, new Random(1));
        var meters = new SimpleMeterRegistry();
        new AdapterGauges(provider).bindTo(meters);
        var config = LocalProvider.Config.of("generalist")
                .adapter("generalist-letters", 1)
                .config();
        try (var expert = provider.open(card(), config)) {
            for (int i = 0; i < 2; i++) {
                expert.ask(Stage.query(false), ReplySink.NONE, new Call(Call.Timeouts.DEFAULT, new Cancellation()));
            }
            assertThat(meters.get("signalbox.adapters.loads").functionCounter().count())
                    .isEqualTo(1);
            assertThat(meters.get("signalbox.adapters.hits").functionCounter().count())
                    .isEqualTo(1);
            assertThat(meters.get("signalbox.adapters.evictions")
                            .functionCounter()
                            .count())
                    .isZero();
            assertThat(meters.get("signalbox.adapters.resident").gauge().value())
                    .isEqualTo(1);
            assertThat(meters.get("signalbox.adapters.bytes").gauge().value()).isBetween(200_000.0, 300_000.0);
        }
        assertThat(meters.get("signalbox.adapters.resident").gauge().value()).isZero();
    }

    private static ExpertCard card() {
        return new ExpertCard(
                "local/letters",
                "",
                Set.of(),
                new ExpertCard.Limits(512, 100),
                Price.FREE,
                new ExpertCard.Declared(0.5, 10, Duration.ZERO),
                Set.of());
    }
}
