package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProtocolTest {

    private static OutcomeSet set(String... prompts) {
        var rows = new ArrayList<OutcomeRow>();
        for (int i = 0; i < prompts.length; i++) {
            rows.add(SampleSets.row("q" + i, prompts[i], Map.of("a", 1.0), Map.of("a", 1.0)));
        }
        return OutcomeSet.of("set", rows);
    }

    private static List<Fold> folds(Protocol protocol, OutcomeSet set) {
        return protocol.folds(set, new SplittableRandom(7));
    }

    @Test
    void crossValidation_duplicates_shareAFold() {
        var set = set("Hello world", "a", "b", "hello   WORLD ", "c", "d", "\u00a0Hello world");

        for (var fold : folds(new CrossValidation(4), set)) {
            var test = fold.test().stream().map(set::group).collect(Collectors.toSet());
            var train = fold.train().stream().map(set::group).collect(Collectors.toSet());
            assertThat(test).doesNotContainAnyElementsOf(train);
        }
        assertThat(folds(new CrossValidation(4), set).stream().flatMap(fold -> fold.test().stream()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void crossValidation_fewerPromptsThanFolds_isRefused() {
        assertThatThrownBy(() -> folds(new CrossValidation(3), set("a", "A", "b")))
                .isInstanceOf(BadOutcomesException.class)
                .hasMessageContaining("folds: 3, expected at most 2");
    }

    @Test
    void ownSplit_testPromptThatWasTrainedOn_isLeftOut() {
        // q0 and q10 are test rows
        var set = set("seen", "seen", "b", "c", "d", "e", "f", "g", "h", "i", "fresh");

        var fold = folds(new OwnSplit(), set).getFirst();

        assertThat(fold.test()).containsExactly(10);
        assertThat(fold.train()).hasSize(9);
    }

    @Test
    void ownSplit_noTrainRows_isRefused() {
        assertThatThrownBy(() -> folds(new OwnSplit(), set("a")))
                .hasMessageContaining("0 rows with split \"train\"")
                .hasMessageContaining("--use-split");
    }

    @Test
    void transfer_promptsOfTheTestedSet_areNotLearnedFrom() {
        var fold = folds(new Transfer(set("shared", "other")), set("Shared")).getFirst();

        assertThat(fold.train()).containsExactly(1);
        assertThat(fold.test()).containsExactly(0);
    }

    @Test
    void fewLabels_prompts_areBounded() {
        var folds = folds(new FewLabels(new CrossValidation(2), 2), set("a", "b", "c", "d", "e", "f"));

        assertThat(folds).allSatisfy(fold -> assertThat(fold.train()).hasSize(2));
    }

    @Test
    void only_unknownExpert_namesTheKnownOnes() {
        assertThatThrownBy(() -> set("a").only(List.of("b")))
                .hasMessageContaining("no scores of expert \"b\"")
                .hasMessageContaining("[a]");
    }

    @Test
    void ranks_foldsApart_arePlacedAmongTheirOwn() {
        var ranks = Ranks.within(new int[] {0, 0, 1, 1}, new double[] {0.1, 0.2, 10, 10});

        assertThat(ranks).containsExactly(0.25, 0.75, 0.5, 0.5);
    }
}
