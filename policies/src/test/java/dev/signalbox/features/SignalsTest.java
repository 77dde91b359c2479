package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignalsTest {

    private static final List<Signal> SCRIPTS =
            List.of(Signal.LATIN, Signal.CYRILLIC, Signal.CJK, Signal.ARABIC, Signal.DEVANAGARI, Signal.OTHER_SCRIPT);

    @Property(tries = 300)
    void of_anyText_staysInRangeAndIsRepeatable(
            @ForAll @StringLength(max = 300) String text, @ForAll boolean tools, @ForAll @IntRange(min = 1) int turns) {
        var signals = Signals.of(text, tools, turns);

        assertThat(signals.toArray()).hasSize(Signals.dimension());
        for (float value : signals.toArray()) {
            assertThat(value).isBetween(0f, 1f);
        }
        assertThat(signals).isEqualTo(Signals.of(text, tools, turns));
        double scripts = SCRIPTS.stream().mapToDouble(signals::at).sum();
        boolean letters = text.codePoints().anyMatch(Character::isLetter);
        assertThat(scripts).isCloseTo(letters ? 1 : 0, within(1e-5));
        double forms = EnumSet.range(Signal.WHO, Signal.YES_NO).stream()
                .mapToDouble(signals::at)
                .sum();
        assertThat(forms).isIn(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Who wrote Hamlet?                                          | WHO
                    The sea is blue. What is its depth?                        | WHAT
                    Which of these is a noble gas?                             | WHICH
                    When did the war end                                       | WHEN
                    Where is Lima?                                             | WHERE
                    Why does ice float?                                        | WHY
                    Tom has 3 pens and buys 4. How many pens does he have now? | HOW_MANY
                    How do I boil an egg?                                      | HOW
                    Is 7 a prime number?                                       | YES_NO
                    Could you please sort these words: pear, apple             | IMPERATIVE
                    Напиши письмо                                              | CYRILLIC
                    日本の首都はどこですか？                                    | CJK
                    ما هي عاصمة مصر؟                                           | ARABIC
                    भारत की राजधानी क्या है                                    | DEVANAGARI
                    Ποια είναι η πρωτεύουσα                                    | OTHER_SCRIPT
                    The capital of Peru is ____.                               | BLANK
                    Pick: A. one B. two C. three D. four                       | CHOICE
                    1234                                                       | DIGITS
                    The process in which plants make sugar is called:           | STEM_COLON
                    Water is wet.                                              | STEM_FULL_STOP
                    Paris London Rome                                          | CAPITALISED
                    It grew by 4%                                              | PERCENT
                    It costs €4                                                | CURRENCY
                    The treaty of 1648                                         | YEAR
                    It weighs 3.5 kg                                           | DECIMAL
                    All are true except this one                               | NEGATION
                    Which is the best way?                                     | SUPERLATIVE
                    My neighbour sings                                         | FIRST_PERSON
                    One of the following                                       | FOLLOWING
                    Is it false?                                               | TRUE_FALSE
                    She said "no"                                              | QUOTATION
                    !?.,                                                       | PUNCTUATION
                    +-*=                                                       | OPERATORS
                    ([{}])                                                     | BRACKETS
                    日本                                                       | NON_ASCII
                    no word comes again                                        | VARIETY
                    """)
    void of_text_tellsItsForm(String text, Signal signal) {
        assertThat(Signals.of(text).at(signal)).as(text).isGreaterThan(0.7f);
    }

    @Test
    void of_options_countsThoseWithoutAGap() {
        assertThat(Signals.of("(A) one\n(B) two").at(Signal.CHOICE)).isEqualTo(0.5f);
        assertThat(Signals.of("A. one\nC. three").at(Signal.CHOICE)).isZero();
    }

    @Test
    void of_choices_measuresThemWhateverTheirLabels() {
        var lettered = Signals.of("Which gas?\nA. neon\nB. argon gas\nC. all of the above\nD. 12 kg\nAnswer:");

        assertThat(lettered.at(Signal.CHOICE_NUMERIC)).isEqualTo(0.25f);
        assertThat(lettered.at(Signal.ALL_OR_NONE)).isEqualTo(1);
        assertThat(lettered.at(Signal.STEM_OVERLAP)).isEqualTo(0.125f); // half of "argon gas", over four
        assertThat(lettered.at(Signal.STEM_OVERLAP_MOST)).isEqualTo(0.5f);
        assertThat(lettered.at(Signal.CHOICE_SHORTEST)).isLessThan(lettered.at(Signal.CHOICE_LONGEST));
        for (var other : List.of(
                "Which gas?\n(a) neon\n(b) argon gas\n(c) all of the above\n(d) 12 kg\nAnswer:",
                "Which gas?\n1) neon\n2) argon gas\n3) all of the above\n4) 12 kg\nAnswer:",
                "Which gas? A) neon B) argon gas C) all of the above D) 12 kg\nAnswer:")) {
            for (var signal : EnumSet.range(Signal.CHOICE_LENGTH, Signal.ALL_OR_NONE)) {
                assertThat(Signals.of(other).at(signal))
                        .as(signal + " of " + other)
                        .isEqualTo(lettered.at(signal));
            }
        }
    }

    @Test
    void of_noChoices_saysNothingOfThem() {
        var signals = Signals.of("Name a noble gas. A. Avogadro would know.");

        for (var signal : EnumSet.range(Signal.CHOICE_LENGTH, Signal.ALL_OR_NONE)) {
            assertThat(signals.at(signal)).as(signal.name()).isZero();
        }
    }

    @Test
    void of_numbers_countsGroupedAndDecimalOnesOnce() {
        var signals = Signals.of("1,000,000 of 2.5 and 2.5");

        assertThat(signals.at(Signal.NUMBERS)).isCloseTo(3 / 11f, within(1e-6f));
        assertThat(signals.at(Signal.DISTINCT_NUMBERS)).isCloseTo((float) (Math.log(3) / Math.log(65)), within(1e-6f));
        assertThat(signals.at(Signal.GREATEST_NUMBER)).isCloseTo(2 / 3f, within(1e-3f));
        assertThat(signals.at(Signal.YEAR)).isZero();
    }

    @Test
    void of_recordOfAnEarlierVersion_knowsTheFirstOnes() {
        var earlier = Signals.of(new float[] {0.5f, 0.25f});

        assertThat(earlier.size()).isEqualTo(2);
        assertThat(earlier.at(Signal.LINES)).isEqualTo(0.25f);
        assertThatThrownBy(() -> earlier.at(Signal.CODE)).hasMessageContaining("signal CODE: not known");
        assertThatThrownBy(() -> Signals.of(new float[Signals.dimension() + 1]))
                .hasMessageContaining("expected at most " + Signals.dimension());
        assertThatThrownBy(() -> Signals.of(new float[] {2})).hasMessage("signal LENGTH: 2.0, expected within [0, 1]");
    }

    @Test
    void of_codeAndMaths_tellsThemApart() {
        var code = Signals.of("def f(x):\n    return x + 1\n\nprint(f(2))");
        var maths = Signals.of("Solve the equation x^2 + 3x - 4 = 0, where x = 2 * 5 and the sum of roots is −3.");
        var prose = Signals.of("The old station stands by the river, and nobody has taken a train there for years.");

        assertThat(code.at(Signal.CODE)).isGreaterThan(0.4f).isGreaterThan(maths.at(Signal.CODE));
        assertThat(maths.at(Signal.MATHS)).isGreaterThan(0.5f).isGreaterThan(code.at(Signal.MATHS));
        assertThat(prose.at(Signal.CODE) + prose.at(Signal.MATHS)).isZero();
    }

    @Test
    void of_conversation_knowsToolsAndTurns() {
        assertThat(Signals.of("x", true, 64).at(Signal.TURNS)).isEqualTo(1);
        assertThat(Signals.of("x", true, 1).at(Signal.TURNS)).isZero();
        assertThat(Signals.of("x", true, 1).at(Signal.TOOLS)).isEqualTo(1);
        assertThat(Signals.of("x").at(Signal.TOOLS)).isZero();
    }

    @Test
    void of_longText_growsWithLengthAndReadsBothEnds() {
        var filler = "x ".repeat(50_000);
        var signals = Signals.of("Привет. " + filler + "\nHow many?");

        assertThat(signals.at(Signal.LENGTH)).isEqualTo(1);
        assertThat(signals.at(Signal.LINES)).isCloseTo(0.1f, within(0.001f));
        assertThat(signals.at(Signal.HOW_MANY)).isEqualTo(1);
        assertThat(signals.at(Signal.CYRILLIC)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"((((", "______", "a = ", "A) ", "$", "1 + ", "how ", "{ ", " ", "\t", "\\frac", ". ", "\n"})
    void of_hostileText_isReadInNoTime(String unit) {
        // a pattern that backtracks without bound would run for minutes here
        assertThat(Signals.of(unit.repeat(200_000 / unit.length())).at(Signal.LENGTH))
                .isEqualTo(1);
    }

    @Test
    void of_valueOutOfRange_isRefused() {
        assertThatThrownBy(() -> Signals.of(Map.of(Signal.CODE, Double.NaN)))
                .hasMessage("signal CODE: NaN, expected within [0, 1]");
        assertThatThrownBy(() -> Signals.of("x", false, 0)).hasMessageContaining("turns: 0");
    }
}
