package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.yaml.Usd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LlmScorerTest extends ConsultingScorerContract {

    private final LlmScorer scorer = new LlmScorer(config(20, 0.25), STATIC);

    private static LlmScorer.Config config(int k, double prior) {
        return new LlmScorer.Config("judge", k, prior, 400, Duration.ofSeconds(5), new Usd(10_000), "static");
    }

    @Override
    protected Scorer scorer() {
        return scorer;
    }

    @Override
    Consults consults() {
        return scorer;
    }

    @Test
    void inquiries_candidates_tellsTheJudgeOfTheirCards() {
        var inquiry = scorer.inquiries(asking("What is 2 + 2?"), experts()).getFirst();

        assertThat(inquiry.adviser()).isEqualTo("judge");
        assertThat(inquiry.form()).isEqualTo(Inquiry.Form.JSON);
        assertThat(inquiry.wording().instructions())
                .contains("{\"name\":\"a\",\"for\":\"Sums and products of whole numbers\"")
                .contains("\"input\":1.0,\"output\":2.0,\"declared\":0.8");
        assertThat(inquiry.wording().images()).isFalse();
    }

    @Test
    void inquiries_manyCandidates_tellsOfTheMostPromisingInTheirOrder() {
        var some = new LlmScorer(config(2, 0.25), STATIC);
        var three = List.of(card("poor", 0.1), card("good", 0.7), card("best", 0.9));

        assertThat(some.inquiries(asking("hi"), three).getFirst().about())
                .extracting(each -> each.name())
                .containsExactly("good", "best");
    }

    @Test
    void inquiries_questionWithImages_wantsThemShown() {
        var features = new Features(Prompt.of("hi", EMBEDDER), 10, 0, Set.of(Ability.VISION), new Caller("t", "k"));

        assertThat(scorer.inquiries(features, experts()).getFirst().wording().images())
                .isTrue();
    }

    @Test
    void hear_verdict_keepsRatingsAndReasons() {
        var inquiry = scorer.inquiries(asking("What is 2 + 2?"), experts()).getFirst();

        var opinion = scorer.hear(
                inquiry,
                new Testimony("Sure!\n```json\n{\"reasoning\": \"a sum\", \"experts\": [{\"name\": \"a\","
                        + " \"confidence\": 0.9, \"reason\": \"adds\"}, {\"name\": \"c\", \"confidence\": 1}]}\n```"),
                EMBEDDER);

        assertThat(opinion.adviser()).isEqualTo("judge");
        assertThat(opinion.ratings()).containsExactly(Map.entry("a", 0.9));
        assertThat(opinion.reasons()).isEqualTo("a sum\na: adds");
    }

    @Test
    void score_named_isShrunkTowardsTheStandInAndTheOthersFall() {
        var qualities = qualities(advised("judge", Map.of("a", 0.9)));

        assertThat(qualities.getFirst()).isCloseTo((0.9 + 0.25 * 0.6) / 1.25, within(1e-12));
        assertThat(qualities.getLast()).isCloseTo(0.25 * 0.8 / 1.25, within(1e-12));
    }

    @Test
    void config_wrong_namesTheOption() {
        assertThatThrownBy(() -> config(0, 0.25)).hasMessage("k: 0, expected at least 1");
        assertThatThrownBy(() -> config(1, -1)).hasMessageStartingWith("prior: -1.0, expected");
        assertThatThrownBy(() -> new LlmScorer.Config("j", 1, 0, 1, Duration.ZERO, new Usd(1), "static"))
                .hasMessage("within: PT0S, expected more than no time");
    }
}
