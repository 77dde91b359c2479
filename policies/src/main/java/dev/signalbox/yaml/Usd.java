package dev.signalbox.yaml;

import java.math.BigDecimal;

/**
 * An amount of money, written in US dollars and kept in millionths of one.
 *
 * @param micro micro-USD, at least 0
 */
public record Usd(long micro) {

    public Usd {
        if (micro < 0) {
            throw new IllegalArgumentException("amount: " + micro + " micro-USD, expected >= 0");
        }
    }

    /** Reads dollars exactly: more than six decimals is refused, not rounded. */
    static Usd parse(String dollars) {
        return new Usd(new BigDecimal(dollars).movePointRight(6).longValueExact());
    }
}
