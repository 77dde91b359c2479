package dev.signalbox.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExactMatchTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            432                      | 432    | 1
            7+5=12 c1\\n432          | 432    | 1
            432\\n\\n                | 432    | 1
            ~ 432. ~                 | 432    | 1
            ~New   Delhi~            | New Delhi | 1
            paris                    | Paris  | 1
            The answer is 432        | 432    | 0
            432\\nor so              | 432    | 0
            43                       | 432    | 0
            ~~                       | 432    | 0
            ~~                       | ~~     | 0
            3.5                      | 3.5    | 1
            """)
    void grade_reply_comparesItsLastLine(String reply, String expected, double grade) {
        assertThat(new ExactMatch(true).grade(reply.replace("\\n", "\n"), expected))
                .isEqualTo(grade);
    }

    @ParameterizedTest
    @CsvSource({"Paris,Paris,1", "paris,Paris,0"})
    void grade_caseMatters_tellsThemApart(String reply, String expected, double grade) {
        assertThat(new ExactMatch(false).grade(reply, expected)).isEqualTo(grade);
    }
}
