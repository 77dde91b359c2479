package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Opinion;
import dev.signalbox.yaml.Usd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NominateScorerTest extends ConsultingScorerContract {

    private final NominateScorer scorer = new NominateScorer(config(4), STATIC);

    private static NominateScorer.Config config(int k) {
        return new NominateScorer.Config(k, 1, 16, Duration.ofSeconds(2), new Usd(5_000), "static");
    }

    @Override
    protected Scorer scorer() {
        return scorer;
    }

    @Override
    Consults consults() {
        return scorer;
    }

    private Opinion hear(Testimony testimony, Ability... abilities) {
        var asked = List.of(expert("a", "", 0.5, abilities), expert("b", "", 0.4, abilities));
        return scorer.hear(scorer.inquiries(asking("hi"), asked).getFirst(), testimony, EMBEDDER);
    }

    @Test
    void inquiries_mostPromising_areAskedThemselves() {
        var two = new NominateScorer(config(2), STATIC);
        var three = List.of(card("poor", 0.1), card("good", 0.7), card("best", 0.9));

        assertThat(two.inquiries(asking("hi"), three))
                .extracting(Inquiry::adviser)
                .containsExactly("good", "best");
    }

    @Test
    void inquiries_expertThatReadsTheQuestionAlone_isNotAsked() {
        var local = new ExpertCard(
                "local",
                "",
                Set.of(),
                new ExpertCard.Limits(100, 100, ExpertCard.Reads.QUESTION),
                card("local", 0.9).price(),
                card("local", 0.9).declared(),
                Set.of());

        assertThat(scorer.inquiries(asking("hi"), List.of(local, card("b", 0.5))))
                .extracting(Inquiry::adviser)
                .containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource({"confidence: 85, 0.85", "Confidence: 7%, 0.07", "**confidence**: 100, 1", "confidence: 0, 0"})
    void hear_percent_isAShare(String reply, double share) {
        assertThat(hear(new Testimony(reply)).ratings()).containsExactly(Map.entry("a", share));
    }

    @ParameterizedTest
    @ValueSource(strings = {"85", "confidence: 850", "confidence: high", "Nairobi"})
    void hear_answerInPlaceOfAConfidence_isNoSay(String reply) {
        assertThat(hear(new Testimony(reply)).fault()).isEqualTo("its reply is no confidence");
    }

    @Test
    void hear_likelihoods_areWeighedAgainstEachOther() {
        var testimony = new Testimony("able", Map.of("able", 0.3, " Able", 0.3, "un", 0.2, "Hello", 0.2));

        assertThat(hear(testimony, Ability.LOGPROBS).ratings().get("a")).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void hear_wordWithoutLikelihoods_countsAsItIs() {
        assertThat(hear(new Testimony("Unable."), Ability.LOGPROBS).ratings()).containsExactly(Map.entry("a", 0.0));
        assertThat(hear(new Testimony("Paris"), Ability.LOGPROBS).fault()).isNotEmpty();
    }

    @Test
    void score_askedAndNotAsked_onlyTheFormerMove() {
        var qualities = qualities(advised("a", Map.of("a", 1.0)));

        assertThat(qualities).containsExactly(0.8, 0.8);
    }
}
