package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Scorecard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ThresholdGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return at(0.2);
    }

    private static ThresholdGate at(double gain) {
        return new ThresholdGate(new ThresholdGate.Config("a", "b", Optional.of(gain), none(), none()));
    }

    private static ThresholdGate share(double share) {
        return new ThresholdGate(new ThresholdGate.Config("a", "b", none(), Optional.of(share), none()));
    }

    private static ThresholdGate costing(double usd) {
        return new ThresholdGate(new ThresholdGate.Config("a", "b", none(), none(), Optional.of(usd)));
    }

    private static Optional<Double> none() {
        return Optional.empty();
    }

    /** {@code kinds} of questions that differ in gain; the strong expert costs 10 micro-USD, the weak one 2. */
    private static List<Scorecard> predictions(int questions, int kinds) {
        var random = new SplittableRandom(4);
        var cards = new ArrayList<Scorecard>();
        for (int i = 0; i < questions; i++) {
            double gain = (double) random.nextInt(kinds) / kinds;
            cards.add(new Scorecard(List.of(score("a", gain, 10), score("b", 0, 2), score("c", 1, 0))));
        }
        return cards;
    }

    private static double shareOfA(Gate gate, List<Scorecard> cards) {
        var random = new SplittableRandom(5);
        return cards.stream()
                        .filter(card -> gate.select(card, OBJECTIVE, random)
                                .choices()
                                .getFirst()
                                .expert()
                                .equals("a"))
                        .count()
                / (double) cards.size();
    }

    @Test
    void select_gainAboveThreshold_choosesStrong() {
        assertThat(chosen(OBJECTIVE, score("b", 0.5, 1), score("a", 0.75, 9))).containsExactly("a");
    }

    @Test
    void select_gainAtOrBelowThreshold_choosesWeak() {
        assertThat(chosen(OBJECTIVE, score("a", 0.7, 9), score("b", 0.5, 1))).containsExactly("b");
    }

    @Test
    void select_oneOfThePairDenied_choosesTheOther() {
        assertThat(chosen(OBJECTIVE, score("a", 0.1, 9), score("c", 1, 0))).containsExactly("a");
        assertThat(chosen(OBJECTIVE, score("b", 0.1, 9), score("c", 1, 0))).containsExactly("b");
    }

    @Test
    void select_bothDenied_choosesNobody() {
        assertThat(chosen(OBJECTIVE, score("c", 1, 0))).isEmpty();
    }

    @Test
    void select_targetNotFitted_isABug() {
        var card = new Scorecard(List.of(score("a", 1, 1), score("b", 0, 1)));
        assertThatThrownBy(() -> share(0.3).select(card, OBJECTIVE, new SplittableRandom(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Property(tries = 25)
    void calibrated_strongShare_isMetOnTheSameQuestions(
            @ForAll @DoubleRange(min = 0, max = 1) double share, @ForAll @IntRange(min = 1, max = 400) int kinds) {
        var cards = predictions(2000, kinds);

        var gate = share(share).calibrated(cards, OBJECTIVE);

        // ties are split by chance: three standard errors of 2000 draws
        assertThat(shareOfA(gate, cards)).isCloseTo(share, within(3 * Math.sqrt(0.25 / 2000)));
    }

    @Test
    void calibrated_strongShareOfDistinctGains_isExact() {
        var cards = new ArrayList<Scorecard>();
        for (int i = 0; i < 100; i++) {
            cards.add(new Scorecard(List.of(score("a", i / 100.0, 10), score("b", 0, 2))));
        }
        assertThat(shareOfA(share(0.3).calibrated(cards, OBJECTIVE), cards)).isCloseTo(0.3, within(0.0101));
        assertThat(shareOfA(share(0).calibrated(cards, OBJECTIVE), cards)).isZero();
        assertThat(shareOfA(share(1).calibrated(cards, OBJECTIVE), cards)).isEqualTo(1);
    }

    @Test
    void calibrated_meanUsd_isWhatAQueryCosts() {
        var cards = predictions(2000, 7);

        // 2 micro-USD for everybody and 8 more for a quarter
        var gate = costing(4e-6).calibrated(cards, OBJECTIVE);

        assertThat(shareOfA(gate, cards)).isCloseTo(0.25, within(0.03));
    }

    @Test
    void calibrated_costsNobodyCanMeet_saysWhatTheWeakOneCosts() {
        assertThatThrownBy(() -> costing(1e-6).calibrated(predictions(10, 3), OBJECTIVE))
                .hasMessage("mean-usd: 1.0E-6, expected at least what the weak expert costs, 0.000002000 on average");
    }

    @Test
    void calibrated_pairNeverPredicted_isRefused() {
        var cards = List.of(new Scorecard(List.of(score("a", 1, 1))));
        assertThatThrownBy(() -> share(0.5).calibrated(cards, OBJECTIVE))
                .hasMessageContaining("never predicted together");
    }

    @Test
    void select_tieSplitByChance_tellsItsOdds() {
        var card = new Scorecard(List.of(score("a", 0.5, 10), score("b", 0, 2)));
        var gate = share(0.25).calibrated(List.of(card, card), OBJECTIVE);

        for (int seed = 0; seed < 20; seed++) {
            var selection = gate.select(card, OBJECTIVE, new SplittableRandom(seed));
            var choice = selection.choices().getFirst();
            assertThat(selection.odds()).containsEntry("a", 0.25).containsEntry("b", 0.75);
            assertThat(choice.propensity()).isEqualTo(choice.expert().equals("a") ? 0.25 : 0.75);
        }
    }

    @Test
    void config_wrongPairOrThreshold_isRefused() {
        assertThatThrownBy(() -> new ThresholdGate.Config("a", "a", none(), none(), none()))
                .hasMessageContaining("another expert");
        assertThatThrownBy(() -> at(2)).hasMessage("at: 2.0, expected within [-1, 1]");
        assertThatThrownBy(() -> share(1.5)).hasMessage("strong-share: 1.5, expected within [0, 1]");
        assertThatThrownBy(() -> costing(Double.NaN)).hasMessageContaining("mean-usd: NaN");
        assertThatThrownBy(() -> new ThresholdGate.Config("a", "b", Optional.of(0.1), Optional.of(0.1), none()))
                .hasMessage("at, strong-share, mean-usd: expected one of them");
    }
}
