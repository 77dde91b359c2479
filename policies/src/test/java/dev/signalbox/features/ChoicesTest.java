package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChoicesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pick one:\nA. red\nB. blue green\nC. none\nAnswer:",
                "Pick one:\nA) red\nB) blue green\nC) none\nAnswer:",
                "Pick one:\n(A) red\n(B) blue green\n(C) none\nAnswer:",
                "Pick one:\n[a] red\n[b] blue green\n[c] none\nAnswer:",
                "Pick one:\na) red\nb) blue green\nc) none\nAnswer:",
                "Pick one:\n1. red\n2. blue green\n3. none\nAnswer:",
                "Pick one:\n  1: red\n  2: blue green\n  3: none\nAnswer:",
                "Pick one: A. red B. blue green C. none\nAnswer:",
                "Pick one: (1) red (2) blue green (3) none\nAnswer:"
            })
    void in_labelsOfAnyKind_findsTheChoices(String text) {
        var choices = Choices.in(text);

        assertThat(choices.texts()).containsExactly("red", "blue green", "none");
        assertThat(choices.stem().strip()).isEqualTo("Pick one:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "No choice.",
                "A. only one",
                "A. one\nC. three",
                "B. two\nC. three",
                "by J. R. R. Tolkien, vol. 1. and 2. of 3.",
                "A.one\nB.two"
            })
    void in_noRunOfLabels_findsNone(String text) {
        assertThat(Choices.in(text)).isEqualTo(new Choices(text, List.of()));
    }

    @Test
    void in_statementsBeforeChoices_takesTheLastRun() {
        var choices = Choices.in("1. Ice floats.\n2. Lead floats.\nA. 1 only\nB. 2 only");

        assertThat(choices.texts()).containsExactly("1 only", "2 only");
        assertThat(choices.stem()).endsWith("Lead floats.\n");
    }

    @Test
    void in_markdown_seesThroughStarsAndDashes() {
        assertThat(Choices.in("Pick:\n- **A.** red\n- **B.** blue").texts()).hasSize(2);
    }
}
