package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.yaml.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InstructionScorerTest extends ConsultingScorerContract {

    private final InstructionScorer scorer = new InstructionScorer(config(0.2), STATIC);

    private static InstructionScorer.Config config(double temperature) {
        return new InstructionScorer.Config(
                "judge", temperature, 64, 60, Duration.ofSeconds(3), new Usd(5_000), "static");
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
    void hear_description_isMatchedWithTheCards() {
        var inquiry = scorer.inquiries(asking("What is 2 + 2?"), experts()).getFirst();

        var opinion = scorer.hear(inquiry, new Testimony("\"Sums of whole numbers\"\n"), EMBEDDER);

        assertThat(opinion.reasons()).isEqualTo("Sums of whole numbers");
        assertThat(opinion.ratings().get("a")).isGreaterThan(opinion.ratings().get("b"));
    }

    @Test
    void hear_sameRoster_embedsItsCardsOnce() {
        var embedded = new ArrayList<String>();
        var counting = new PromptEmbedder() {
            @Override
            public String space() {
                return EMBEDDER.space();
            }

            @Override
            public int dimension() {
                return EMBEDDER.dimension();
            }

            @Override
            public Embedding embed(String text) {
                embedded.add(text);
                return EMBEDDER.embed(text);
            }
        };
        var inquiry = scorer.inquiries(asking("hi"), experts()).getFirst();

        scorer.hear(inquiry, new Testimony("one"), counting);
        scorer.hear(inquiry, new Testimony("two"), counting);

        assertThat(embedded)
                .containsExactly(
                        "one",
                        experts().getFirst().description(),
                        experts().getLast().description(),
                        "two");
    }

    @Test
    void inquiries_noDescriptions_asksNobody() {
        assertThat(scorer.inquiries(asking("hi"), List.of(card("a", 0.1), card("b", 0.2))))
                .isEmpty();
    }

    @Test
    void score_matches_scaleWhatTheStandInExpects() {
        var qualities = qualities(advised("judge", Map.of("a", 0.7, "b", 0.5)));

        assertThat(qualities.getFirst()).isEqualTo(0.6);
        assertThat(qualities.getLast()).isCloseTo(0.8 * Math.exp(-1), within(1e-12));
    }

    @Test
    void score_noDescription_countsAsTheWorstMatch() {
        var scores = scorer.score(
                        advised("judge", Map.of("a", 0.7, "b", 0.5)), List.of(card("b", 0.8), card("mute", 0.8)))
                .scores();

        assertThat(scores.getLast().quality()).isEqualTo(scores.getFirst().quality());
    }

    @Test
    void config_temperatureOfNothing_isRefused() {
        assertThatThrownBy(() -> config(0)).hasMessage("temperature: 0.0, expected a finite number above 0");
    }
}
