package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TermNamesTest {

    @Test
    void of_text_namesItsWordsAndPairsByTheIndexesOfItsTerms() {
        var text = "Sort 12 words";
        var terms = Terms.of(text);

        var names = TermNames.of(text, Terms.DIMENSION);

        assertThat(names.values())
                .containsExactlyInAnyOrder(
                        "\"sort\"", "\"##\"", "\"words\"", "\"^ sort\"", "\"sort ##\"", "\"## words\"");
        for (int i = 0; i < terms.size(); i++) {
            names.remove(terms.index(i));
        }
        assertThat(names).as("names of terms that the text has not").isEmpty();
    }

    @Test
    void of_foldedSpace_namesTogetherWhatFallsTogether() {
        assertThat(TermNames.of("sort words", 1).values())
                .singleElement()
                .satisfies(name ->
                        assertThat(name).contains("\"sort\"").contains(" or ").contains("\"words\""));
    }

    @Test
    void of_noText_namesNothing() {
        assertThat(TermNames.of("", Terms.DIMENSION)).isEmpty();
    }
}
