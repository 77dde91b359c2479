package dev.signalbox.moe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BytesTest {

    @Test
    void text_anySize_inTheUnitThatFits() {
        assertThat(Bytes.text(512)).isEqualTo("0.5 KiB");
        assertThat(Bytes.text(3L << 29)).isEqualTo("1.5 GiB");
        assertThat(Bytes.text(2L << 50)).isEqualTo("2048.0 TiB");
    }

    @Test
    void parse_written_bytes() {
        assertThat(Bytes.parse("8GiB")).isEqualTo(8L << 30);
        assertThat(Bytes.parse("1.5 MiB")).isEqualTo(3L << 19);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8GB", "-1GiB", "x GiB"})
    void parse_anythingElse_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bytes.parse(text))
                .withMessageContaining("expected an amount of memory such as 8GiB");
    }
}
