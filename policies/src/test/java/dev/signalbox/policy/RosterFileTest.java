package dev.signalbox.policy;

import static dev.signalbox.policy.Files.ROSTER;
import static dev.signalbox.policy.Files.roster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.Price;
import dev.signalbox.yaml.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RosterFileTest {

    @Test
    void parse_wholeFile_bindsCardsDeploymentsAndCalls() {
        var entries = roster(ROSTER).entries();

        var sums = entries.getFirst();
        assertThat(sums.card().price()).isEqualTo(new Price(500_000, 500_000, 2_000_000));
        assertThat(sums.card().limits().contextTokens()).isEqualTo(512);
        assertThat(sums.card().tags()).containsExactlyInAnyOrder("local", "eu");
        assertThat(sums.calls().timeouts()).isEqualTo(Call.Timeouts.DEFAULT);
        assertThat(sums.deployments())
                .containsExactly(new RosterFile.Deployment<>(
                        "default",
                        Files.CATALOGUE.providers().get("echo") instanceof EchoProvider echo ? echo : null,
                        new EchoProvider.Config("sums", 1)));

        var mini = entries.getLast();
        assertThat(mini.card().price().cachedInputMicroUsd()).isEqualTo(75_000);
        assertThat(mini.card().abilities()).containsExactlyInAnyOrder(Ability.TOOLS, Ability.VISION, Ability.JSON);
        assertThat(mini.calls().timeouts().firstToken()).isEqualTo(Duration.ofSeconds(50));
        assertThat(mini.calls().retry()).isEqualTo(new RosterFile.Retry(2, Duration.ofMillis(200)));
        assertThat(mini.calls().maxConcurrent()).isEqualTo(16);
        assertThat(mini.deployments()).extracting(RosterFile.Deployment::name).containsExactly("east", "west");
        assertThat(mini.deployments().getFirst().providerName()).isEqualTo("echo");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            limits: {context: 512      | limits: {context: many    | roster.yaml:5: experts[0].limits.context: "many", expected a whole number
            limits: {context: 512      | limits: {contxt: 512      | roster.yaml:5: experts[0].limits.contxt: unknown key (did you mean context?)
            echo: {model: sums}        | ecko: {model: sums}       | roster.yaml:4: experts[0].ecko: unknown key (did you mean echo?)
            echo: {model: sums}        | echo: {}                  | roster.yaml:4: experts[0].echo.model: missing, expected name before the echo
            echo: {model: sums}        | tags: []                  | the key stands twice
            description: Integer       | tgas: [a] #               | roster.yaml:3: experts[0].tgas: unknown key (did you mean tags?)
            abilities: [tools          | abilities: [toolz         | roster.yaml:13: experts[1].abilities[0]: "toolz", expected one of tools, vision
            latency: 100ms             | latency: 100              | experts[0].declared.latency: 100, expected a duration such as 100ms
            quality: 0.6               | quality: 1.6              | experts[0].declared: quality: 1.6, expected within [0, 1]
            input: 0.5                 | input: 0.0000005          | experts[0].price.input: 0.0000005, expected US dollars
            name: gpt-4o-mini          | name: local/sums          | experts[1].name: "local/sums" stands twice
            name: gpt-4o-mini          | name: auto                | experts[1].name: "auto", expected a name that is not auto
            name: west                 | name: east                | experts[1].deployments[1].name: "east" stands twice
            description: Integer arithmetic | description: 7      | experts[0].description: 7, expected text
            """)
    void parse_wrongFile_saysWhere(String good, String bad, String message) {
        var yaml = ROSTER.replace(good, bad);

        assertThatThrownBy(() -> roster(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parse_severalErrors_reportsAllInFileOrder() {
        var yaml = ROSTER.replace("attempts: 2", "attempts: 99").replace("context: 512", "context: x");

        assertThatThrownBy(() -> roster(yaml))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.place().path())
                                .containsExactly("experts[0].limits.context", "experts[1].retry"));
    }
}
