package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BalanceTest {

    @Test
    void of_evenUses_isBalanced() {
        assertThat(Balance.of(new long[] {5, 5, 5})).isEqualTo(new Balance(1, 0, 0));
    }

    /** Mean 2, deviations 6, -2, -2, -2: variance 12. */
    @Test
    void of_allOnOne_asByHand() {
        assertThat(Balance.of(new long[] {8, 0, 0, 0})).isEqualTo(new Balance(4, Math.sqrt(12) / 2, 0.75));
    }

    @Test
    void of_nothing_isNothing() {
        assertThat(Balance.of(new long[3])).isEqualTo(new Balance(0, 0, 0));
    }
}
