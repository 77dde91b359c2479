package dev.signalbox.gate;

import static dev.signalbox.gate.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GroupGateTest extends GateContract {

    private static final List<ExpertCard> ROSTER =
            List.of(card("a", "maths"), card("b", "maths"), card("c/1"), card("c/2"), card("d"));

    @Override
    protected Gate gate() {
        return gate(GroupGate.Choose.ONE);
    }

    private static Gate gate(GroupGate.Choose choose) {
        var groups = Map.of("sums", List.of("tag:maths"), "words", List.of("c/*"));
        return new GroupGate(new GroupGate.Config(groups, choose, 2, 0.1)).over(ROSTER);
    }

    private static List<String> chosen(Gate gate, Score... scores) {
        return gate
                .select(new Scorecard(List.of(scores)), Objective.QUALITY, new SplittableRandom(1))
                .choices()
                .stream()
                .map(Selection.Choice::expert)
                .toList();
    }

    @Test
    void select_one_mixesInsideTheGroupOfHighestMean() {
        assertThat(chosen(gate(), score("a", 0.9, 0), score("b", 0.1, 0), score("c/1", 0.7, 0), score("c/2", 0.8, 0)))
                .containsExactly("c/2", "c/1");
    }

    @Test
    void select_one_ungroupedExpertStandsForItself() {
        assertThat(chosen(gate(), score("a", 0.5, 0), score("b", 0.5, 0), score("d", 0.8, 0)))
                .containsExactly("d");
    }

    @Test
    void select_each_takesTheBestOfEveryGroup() {
        var gate = new GroupGate(new GroupGate.Config(
                        Map.of("sums", List.of("tag:maths"), "words", List.of("c/*")), GroupGate.Choose.EACH, 1, 0.1))
                .over(ROSTER);
        assertThat(chosen(gate, score("a", 0.9, 0), score("b", 0.8, 0), score("c/1", 0.1, 0), score("c/2", 0.2, 0)))
                .containsExactly("a", "c/2");
    }

    @Test
    void over_expertInTwoGroups_belongsToTheFirstByName() {
        var gate = new GroupGate(new GroupGate.Config(
                        Map.of("x", List.of("a", "b"), "y", List.of("*")), GroupGate.Choose.EACH, 1, 0.1))
                .over(ROSTER);
        assertThat(chosen(gate, score("a", 0.9, 0), score("b", 0.8, 0), score("d", 0.1, 0)))
                .containsExactly("a", "d");
    }

    @Test
    void together_one_groupsAndTheRestAlone() {
        assertThat(gate().together(ROSTER))
                .extracting(cards -> cards.stream().map(ExpertCard::name).toList())
                .containsExactlyInAnyOrder(List.of("a", "b"), List.of("c/1", "c/2"), List.of("d"));
        assertThat(gate(GroupGate.Choose.EACH).together(ROSTER)).containsExactly(ROSTER);
    }

    @Test
    void config_wrongOption_isRefused() {
        assertThatThrownBy(() -> new GroupGate.Config(Map.of(), GroupGate.Choose.ONE, 1, 0.1))
                .hasMessage("groups: none, expected at least one");
        assertThatThrownBy(() -> new GroupGate.Config(Map.of("x", List.of()), GroupGate.Choose.ONE, 1, 0.1))
                .hasMessage("groups: x: [], expected globs or tag:NAME, at least one");
        assertThatThrownBy(() -> new GroupGate.Config(Map.of("x", List.of("tag:")), GroupGate.Choose.ONE, 1, 0.1))
                .hasMessageContaining("groups: x: [tag:]");
    }
}
