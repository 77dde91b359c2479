package dev.signalbox.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.Sizes;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ContextWindowRuleTest {

    private static final String ROSTER = """
            experts:
              - {name: local, echo: {model: m}, limits: {context: 512, output: 400, reads: question}}
              - {name: remote, echo: {model: m}, limits: {context: 512, output: 400}}
            """;

    @Test
    void judge_longSystemPrompt_countsOnlyForWhoReadsIt() {
        var features = sized(550, 40);

        assertThat(judge("local", features)).isEqualTo(Verdict.ALLOW);
        assertThat(judge("remote", features)).isInstanceOf(Verdict.Deny.class);
    }

    @Test
    void judge_longQuestion_countsByCharacterForWhoReadsCharacters() {
        var features = sized(254, 1_000);

        assertThat(judge("local", features))
                .isInstanceOfSatisfying(
                        Verdict.Deny.class, deny -> assertThat(deny.toString()).contains("about 1000 prompt tokens"));
        assertThat(judge("remote", features)).isEqualTo(Verdict.ALLOW);
    }

    private static Verdict judge(String expert, Features features) {
        ExpertCard card = Files.rosterOf(ROSTER).find(expert).orElseThrow();
        return new ContextWindowRule().judge(features, card);
    }

    private static Features sized(int promptTokens, int questionCharacters) {
        var embedding = Embedding.of(new float[] {1, 0});
        return new Features(
                Prompt.of(embedding),
                new Sizes(2, promptTokens, questionCharacters, 0),
                Set.of(),
                new Caller("t", "k"));
    }
}
