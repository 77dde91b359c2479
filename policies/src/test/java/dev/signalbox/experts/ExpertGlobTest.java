package dev.signalbox.experts;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpertGlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, local/sums, true",
        "local/*, local/sums, true",
        "local/*, local/, true",
        "local/*, remote/sums, false",
        "gpt-*-mini, gpt-4o-mini, true",
        "gpt-*-mini, gpt-4o, false",
        "gpt-?o, gpt-4o, true",
        "gpt-?o, gpt-o, false",
        "*sums*, local/sums-quick, true",
        "a.c, abc, false",
        "local/sums, local/sums, true",
        "local/sums, local/sums-quick, false"
    })
    void matches_pattern_asPeopleExpect(String pattern, String name, boolean matches) {
        assertThat(new ExpertGlob(pattern).matches(name)).isEqualTo(matches);
    }

    @Property(tries = 500)
    void matches_anyPattern_agreesWithRegularExpression(
            @ForAll @StringLength(max = 6) @CharRange(from = 'a', to = 'b') String name,
            @ForAll @StringLength(max = 6) @CharRange(from = 'a', to = 'c') String letters) {
        var pattern = letters.replace('c', '*');

        assertThat(new ExpertGlob(pattern).matches(name)).isEqualTo(name.matches(pattern.replace("*", ".*")));
    }
}
