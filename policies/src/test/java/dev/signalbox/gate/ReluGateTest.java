package dev.signalbox.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReluGateTest extends GateContract {

    @Override
    protected Gate gate() {
        return new ReluGate(new ReluGate.Config(Optional.of(0.5), Optional.empty()));
    }

    private static ReluGate wanting(double experts) {
        return new ReluGate(new ReluGate.Config(Optional.empty(), Optional.of(experts)));
    }

    private static List<Scorecard> predictions() {
        var random = new SplittableRandom(3);
        return IntStream.range(0, 500)
                .mapToObj(_ -> new Scorecard(IntStream.range(0, 6)
                        .mapToObj(e -> score("e" + e, random.nextDouble(), 0))
                        .toList()))
                .toList();
    }

    @Test
    void select_someAbove_weighsThemByTheExcess() {
        var card = new Scorecard(List.of(score("a", 0.6, 0), score("b", 0.8, 0), score("c", 0.5, 0)));

        var choices =
                gate().select(card, Objective.QUALITY, new SplittableRandom(1)).choices();

        assertThat(choices).extracting(Selection.Choice::expert).containsExactly("b", "a");
        assertThat(choices.getFirst().weight()).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void select_noneAbove_choosesTheBest() {
        assertThat(chosen(Objective.QUALITY, score("a", 0.1, 0), score("b", 0.4, 0)))
                .containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 4, 6, 100})
    void calibrated_experts_areChosenOnAverage(double wanted) {
        var cards = predictions();
        var gate = wanting(wanted).calibrated(cards, Objective.QUALITY);

        double mean = cards.stream()
                .mapToInt(card -> gate.select(card, Objective.QUALITY, new SplittableRandom(1))
                        .choices()
                        .size())
                .average()
                .orElseThrow();

        assertThat(mean).isLessThanOrEqualTo(wanted).isCloseTo(Math.min(6, wanted), within(0.005));
    }

    @Test
    void awaitsCalibration_onlyWithATarget() {
        assertThat(wanting(2).awaitsCalibration()).isTrue();
        assertThat(((CalibratedGate) gate()).awaitsCalibration()).isFalse();
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> wanting(0.5)).hasMessage("experts: 0.5, expected at least 1");
        assertThatThrownBy(() -> new ReluGate.Config(Optional.of(0.5), Optional.of(2.0)))
                .hasMessage("above 0.5 and experts 2.0, expected one of them");
    }
}
