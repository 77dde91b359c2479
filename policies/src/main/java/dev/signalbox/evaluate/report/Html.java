package dev.signalbox.evaluate.report;

import java.util.Locale;

/** Text and numbers as HTML. */
final class Html {

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** With three decimals; a dash where it is undefined. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return Double.isInfinite(value) ? "never" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** For coordinates: short, and never in scientific notation. */
    static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
