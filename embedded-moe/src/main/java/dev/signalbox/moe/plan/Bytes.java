package dev.signalbox.moe.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/** Amounts of memory as people write them, in powers of 1024. */
public final class Bytes {

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?) ?(KiB|MiB|GiB|TiB)");
    private static final String UNITS = "KMGT";

    private Bytes() {}

    /** With one decimal, such as {@code 7.5 GiB}. */
    public static String text(long bytes) {
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(unit));
    }

    /** Reads {@code 8GiB}; {@link IllegalArgumentException} for anything else. */
    public static long parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("\"" + text + "\", expected an amount of memory such as 8GiB");
        }
        int power = UNITS.indexOf(written.group(2).charAt(0)) + 1;
        return Math.round(Double.parseDouble(written.group(1)) * Math.pow(1024, power));
    }
}
