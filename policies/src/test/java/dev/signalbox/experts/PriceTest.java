package dev.signalbox.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class PriceTest {

    @Test
    void microUsd_mixedCall_roundsUpOnce() {
        var price = new Price(150_000, 75_000, 600_000);

        // (60 * 0.15 + 40 * 0.075 + 7 * 0.6) micro-USD = 16.2
        assertThat(price.microUsd(new Usage(100, 7, 40, true))).isEqualTo(17);
        assertThat(price.exactMicroUsd(new Usage(100, 7, 40, true))).isCloseTo(16.2, within(1e-12));
        assertThat(price.microUsd(Usage.NONE)).isZero();
    }

    @Property
    void microUsd_anyCall_isTheExactCostRoundedUp(
            @ForAll @LongRange(min = 0, max = 100_000_000) long input,
            @ForAll @LongRange(min = 0, max = 100_000_000) long output,
            @ForAll @LongRange(min = 0, max = 10_000_000) long prompt,
            @ForAll @LongRange(min = 0, max = 10_000_000) long completion) {
        var cost = new Price(input, input, output).microUsd(Usage.exact(prompt, completion));

        var exact = BigInteger.valueOf(input)
                .multiply(BigInteger.valueOf(prompt))
                .add(BigInteger.valueOf(output).multiply(BigInteger.valueOf(completion)));
        var million = BigInteger.valueOf(1_000_000);
        assertThat(BigInteger.valueOf(cost).multiply(million)).isGreaterThanOrEqualTo(exact);
        assertThat(BigInteger.valueOf(cost - 1).multiply(million)).isLessThan(exact);
    }

    @Test
    void microUsd_beyondLong_isRefusedNotWrapped() {
        assertThatThrownBy(() -> new Price(Long.MAX_VALUE, 0, 0).microUsd(Usage.exact(2, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void price_negative_isRefused() {
        assertThatThrownBy(() -> new Price(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
