package dev.signalbox.experts.openai;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.experts.http.OutboundClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** Opens experts the way a roster does. */
final class OpenAi {

    static final String KEY = "sb-test-1234567890abcdef";
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private OpenAi() {}

    static Expert expert(OutboundClient client, String baseUrl) {
        var headers = Map.of("X-Team", "blue", "X-Secret", "blue-secret");
        return provider(client)
                .open(card("name"), new OpenAiProvider.Config(baseUrl + "/", "TEST_KEY", "up\"stream", headers));
    }

    static OpenAiProvider provider(OutboundClient client) {
        var environment = Map.of("TEST_KEY", KEY, "BLANK_KEY", " ", "ODD_KEY", "two words");
        return new OpenAiProvider(client, environment::get, InstantSource.fixed(NOW));
    }

    static ExpertCard card(String name) {
        return new ExpertCard(
                name,
                "",
                Set.of(),
                new ExpertCard.Limits(1000, 1000),
                Price.FREE,
                new ExpertCard.Declared(0.5, 10, Duration.ofMillis(100)),
                Set.of());
    }
}
