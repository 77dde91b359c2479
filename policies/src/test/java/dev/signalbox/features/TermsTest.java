package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class TermsTest {

    @Property(tries = 300)
    void of_anyText_isSortedPositiveOfUnitNormAndRepeatable(@ForAll @StringLength(max = 300) String text) {
        var terms = Terms.of(text);

        double sum = 0;
        for (int i = 0; i < terms.size(); i++) {
            assertThat(terms.index(i)).isBetween(i == 0 ? 0 : terms.index(i - 1) + 1, Terms.DIMENSION - 1);
            assertThat(terms.weight(i)).isPositive();
            sum += (double) terms.weight(i) * terms.weight(i);
        }
        assertThat(Math.sqrt(sum)).isCloseTo(terms.size() == 0 ? 0 : 1, within(1e-5));
        assertThat(Terms.of(text)).isEqualTo(terms);
    }

    @Property(tries = 100)
    void cosine_anyTexts_agreesWithTheDenseProduct(
            @ForAll @StringLength(max = 100) String one, @ForAll @StringLength(max = 100) String two) {
        var terms = Terms.of(one);
        var other = Terms.of(two);
        var dense = new float[Terms.DIMENSION];
        for (int i = 0; i < other.size(); i++) {
            dense[other.index(i)] = other.weight(i);
        }

        assertThat(terms.cosine(other))
                .isCloseTo(terms.dot(dense), within(1e-12))
                .isBetween(0.0, 1.00001);
        assertThat(terms.cosine(other)).isEqualTo(other.cosine(terms));
    }

    @Test
    void of_longText_readsItsFirst4096Characters() {
        var text = "signal box ".repeat(1000);

        assertThat(Terms.of(text)).isEqualTo(Terms.of(text.substring(0, 4096)));
        assertThat(Terms.of("\uFDFA ".repeat(4096)).size()).isBetween(1, 5000);
    }

    @Test
    void of_manyWords_keepsEveryOne() {
        var text = new StringBuilder();
        IntStream.range(0, 200).forEach(i -> text.append((char) ('一' + i)).append(' '));

        // each word, each pair of neighbours, each <word> of three characters
        assertThat(Terms.of(text.toString()).size()).isBetween(590, 600);
    }

    @Test
    void of_sameTextOtherwiseWritten_isTheSame() {
        assertThat(Terms.of("ＷＨＡＴ is  12?")).isEqualTo(Terms.of("what is 34?"));
        assertThat(Terms.of("what is 12?")).isNotEqualTo(Terms.of("what is 123?"));
    }

    @Test
    void of_likeTexts_liesNearer() {
        var question = Terms.of("What is the capital of France?");

        assertThat(question.cosine(Terms.of("Tell me the capital of Peru.")))
                .isGreaterThan(question.cosine(Terms.of("Reverse the word lantern.")) + 0.15);
    }

    @Test
    void of_brokenArrays_isRefused() {
        assertThat(Terms.of(new int[] {3, 9}, new float[] {0.6f, 0.8f}).index(1))
                .isEqualTo(9);
        assertThatThrownBy(() -> Terms.of(new int[] {1}, new float[0])).hasMessageContaining("0 weights, expected 1");
        assertThatThrownBy(() -> Terms.of(new int[] {9, 3}, new float[] {0.6f, 0.8f}))
                .hasMessageContaining("index 3, expected from 10");
        assertThatThrownBy(() -> Terms.of(new int[] {Terms.DIMENSION}, new float[] {1}))
                .hasMessageContaining("below 262144");
        assertThatThrownBy(() -> Terms.of(new int[] {1}, new float[] {Float.NaN}))
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> Terms.of(new int[] {1}, new float[] {2})).hasMessageContaining("norm 2.0");
    }
}
