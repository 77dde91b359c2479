package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {

    private final Table table = new Table(List.of("expert", "q"));

    @Test
    void text_rows_alignsNumbersRight() {
        table.row(List.of("sums", "0.9"));

        assertThat(table.text()).isEqualTo("expert    q\nsums    0.9");
    }

    @Test
    void markdown_rows_hasARule() {
        table.row(List.of("sums", "0.9"));

        assertThat(table.markdown()).isEqualTo("| expert |   q |\n| ------ | --: |\n| sums   | 0.9 |");
    }

    @Test
    void money_small_keepsTwoDigits() {
        assertThat(Taken.money(0)).isEqualTo("0");
        assertThat(Taken.money(0.00000123)).isEqualTo("0.0000012");
        assertThat(Taken.money(0.000042)).isEqualTo("0.000042");
        assertThat(Taken.money(1.5)).isEqualTo("1.5000");
    }
}
