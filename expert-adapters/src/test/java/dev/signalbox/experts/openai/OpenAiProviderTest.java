package dev.signalbox.experts.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.openai.OpenAiProvider.Config;
import dev.signalbox.testing.Asks;
import dev.signalbox.testing.Chat;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiProviderTest {

    private final OutboundClient client = new OutboundClient();
    private final OpenAiProvider provider = OpenAi.provider(client);

    @AfterEach
    void close() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_SUCH_KEY", "BLANK_KEY", "ODD_KEY"})
    void open_keyMissingOrOdd_namesTheVariableAndNotItsValue(String variable) {
        var config = new Config("http://localhost/v1", variable, null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(OpenAi.card("gpt"), config))
                .withMessageStartingWith("key-env: environment variable " + variable)
                .withMessageNotContaining("two words");
    }

    @Test
    void open_onlyBaseUrl_sendsTheCardsNameAndNoKey() throws Exception {
        try (var server = FaultServer.start().always(Script.json(Chat.reply("x", 1, 1)));
                var expert = provider.open(OpenAi.card("llama-8b"), new Config(server.baseUrl(), null, null, null))) {
            expert.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call());
            var sent = server.take(Duration.ofSeconds(5));
            assertThat(sent.header("Authorization")).isEmpty();
            assertThat(sent.body()).startsWith("{\"model\":\"llama-8b\",");
        }
    }

    @Test
    void config_withoutBaseUrl_saysSo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Config(null, null, null, null))
                .withMessageStartingWith("base-url: missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no url", "ftp://host", "http://user:pw@host/v1", "http://169.254.169.254/v1"})
    void config_badBaseUrl_isRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Config(url, null, null, null))
                .withMessageStartingWith("base-url: ")
                .withMessageNotContaining("pw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Bad Name", "X:Y", ""})
    void config_headerThatIsOursOrNone_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Config("http://host", null, null, Map.of(name, "x")))
                .withMessageStartingWith("headers: ");
    }

    @Test
    void config_headerThatBreaksTheLine_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Config("http://host", null, null, Map.of("X-A", "a\r\nX-B: b")))
                .withMessageNotContaining("X-B");
    }

    @Test
    void config_toString_hidesHeaderValues() {
        assertThat(new Config("http://host", "KEY", "m", Map.of("api-key", "hidden")).toString())
                .contains("api-key")
                .doesNotContain("hidden");
    }
}
