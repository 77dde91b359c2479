package dev.signalbox.experts.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.openai.OpenAiProvider.Config;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.testing.Asks;
import dev.signalbox.testing.Chat;
import dev.signalbox.testing.FaultServer;
import dev.signalbox.testing.Script;
import dev.signalbox.yaml.ConfigException;
import java.time.Duration;
import java.util.List;
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
        var config = new Config("http://localhost/v1", variable, null, Map.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(OpenAi.card("gpt"), config))
                .withMessageStartingWith("key-env: environment variable " + variable)
                .withMessageNotContaining("two words");
    }

    @Test
    void open_onlyBaseUrl_sendsTheCardsNameAndNoKey() throws Exception {
        try (var server = FaultServer.start().always(Script.json(Chat.reply("x", 1, 1)));
                var expert =
                        provider.open(OpenAi.card("llama-8b"), new Config(server.baseUrl(), null, null, Map.of()))) {
            expert.ask(Asks.whole("hi"), ReplySink.NONE, Asks.call());
            var sent = server.take(Duration.ofSeconds(5));
            assertThat(sent.header("Authorization")).isEmpty();
            assertThat(sent.body()).startsWith("{\"model\":\"llama-8b\",");
        }
    }

    @Test
    void config_inARosterFile_isBound() {
        var entry = roster(
                        "openai: {base-url: 'https://api.example/v1', key-env: TEST_KEY, model: m, headers: {X-A: b}}")
                .entries()
                .getFirst();
        assertThat(entry.deployments().getFirst().config())
                .isEqualTo(new Config("https://api.example/v1", "TEST_KEY", "m", Map.of("X-A", "b")));
    }

    @Test
    void config_inARosterFileWithUrlOnly_isBound() {
        assertThat(roster("openai: http://localhost:8000/v1")
                        .entries()
                        .getFirst()
                        .deployments()
                        .getFirst()
                        .config())
                .isEqualTo(new Config("http://localhost:8000/v1", null, null, Map.of()));
    }

    @Test
    void config_wrongInARosterFile_namesTheLineAndTheKey() {
        assertThatThrownBy(() -> roster("openai: {key-env: TEST_KEY}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("roster.yaml:3: experts[0].openai.base-url: missing");
        assertThatThrownBy(() -> roster("openai: {base-url: 'http://me:secret@host/v1'}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("roster.yaml:3: experts[0].openai: base-url: expected no user")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no url", "ftp://host", "http://user:pw@host/v1", "http://169.254.169.254/v1"})
    void config_badBaseUrl_isRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Config(url, null, null, Map.of()))
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

    @Test
    void config_headers_areSorted() {
        var headers = Map.of("x-c", "3", "x-a", "1", "x-d", "4", "x-b", "2");

        var config = new Config("http://host", null, null, headers);

        assertThat(config.headers().keySet()).containsExactly("x-a", "x-b", "x-c", "x-d");
        assertThat(config.toString()).contains("headers=[x-a, x-b, x-c, x-d]");
    }

    private RosterFile roster(String options) {
        var yaml = """
                experts:
                  - name: remote
                    %s
                    description: d
                    limits: {context: 512, output: 400}
                    price: {input: 0.5, output: 2.0}
                    declared: {quality: 0.6, completion-tokens: 60, latency: 100ms}
                """.formatted(options);
        return RosterFile.parse("roster.yaml", yaml.getBytes(UTF_8), Catalogue.of(List.of(provider)));
    }
}
