package dev.signalbox.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Subject;
import dev.signalbox.experts.Turn;
import dev.signalbox.moe.GateConfig;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.store.Database;
import dev.signalbox.store.GateStore;
import dev.signalbox.store.PostgresFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a question to a shipped expert, to what operators see of its gates. */
@ExtendWith(PostgresFixture.class)
final class InnerGatesTest {

    private final GateStore store;
    private final LocalProvider provider;
    private final InnerGates gates;

    InnerGatesTest(Database database, @TempDir Path home) {
        store = new GateStore(database);
        provider = new LocalProvider(home, new SplittableRandom(1));
        gates = new InnerGates(provider, store, InstantSource.system());
    }

    private void ask(String domain) {
        var card = new ExpertCard(
                "local/sums",
                "",
                Set.of(),
                new ExpertCard.Limits(512, 400),
                Price.FREE,
                new ExpertCard.Declared(0.5, 60, Duration.ofMillis(100)),
                Set.of());
        var config = LocalProvider.Config.of("sums")
                .slots(1)
                .gate(GateConfig.watching(1))
                .config();
        var body = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8);
        var query = new Query(
                "q",
                "m",
                List.of(Turn.user("What is 47 + 385?")),
                Settings.DEFAULT,
                new Caller("t", "k"),
                Payload.of(body, new Payload.Span(9, 12), Payload.Edit.NONE));
        try (var expert = provider.open(card, config)) {
            var call = new Call(Call.Timeouts.DEFAULT, new Cancellation(), () -> new Subject(domain, "en"));
            expert.ask(query, ReplySink.NONE, call);
        }
    }

    @Test
    void keep_afterEachQuestion_addsWhatIsNewByDomain() {
        ask("sums");
        gates.keep();
        gates.keep();
        var first = store.since("sums", InstantSource.system().instant().minus(Duration.ofDays(1)));
        ask("sums");
        ask("other");
        gates.keep();
        var rows = store.since("sums", InstantSource.system().instant().minus(Duration.ofDays(1)));
        assertThat(first)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.domain()).isEqualTo("sums"));
        assertThat(rows).hasSize(2 * first.size());
        var same = rows.stream().filter(row -> row.domain().equals("sums")).toList();
        for (int i = 0; i < first.size(); i++) {
            assertThat(same.get(i).tokens()).isEqualTo(2 * first.get(i).tokens());
            assertThat(same.get(i).uses().stream().mapToLong(each -> each).sum())
                    .isEqualTo(2 * same.get(i).tokens());
        }
    }

    @Test
    void live_watchedModel_hasFiguresAndGauges() {
        assertThat(gates.live("sums")).isEmpty();
        ask("sums");
        var live = gates.live("sums").orElseThrow();
        assertThat(live.at("/layers/0/balance/max_over_mean").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(live.at("/domains/sums/tokens").asLong()).isPositive();
        var meters = new SimpleMeterRegistry();
        new GateGauges(gates, meters, InstantSource.system()).refresh();
        assertThat(meters.get("signalbox.gate.entropy")
                        .tags("model", "sums", "layer", "0")
                        .gauge()
                        .value())
                .isBetween(0.0, 1.0);
        assertThat(meters.get("signalbox.gate.tokens").gauge().value()).isGreaterThan(20);
    }
}
