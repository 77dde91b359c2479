package dev.signalbox.moe.gguf;

import java.util.stream.Collectors;

/** Text of a file whose author is not to be trusted, made fit to be shown: what could move a cursor is written out. */
public final class PlainText {

    private PlainText() {}

    /** On one line, shortened to so many characters. */
    public static String line(String text, int most) {
        var shown = shown(text.substring(0, text.offsetByCodePoints(0, Math.min(most, codePoints(text)))), false);
        return codePoints(text) > most ? shown + "…" : shown;
    }

    /** On as many lines as it has, and whole. */
    public static String lines(String text) {
        return shown(text, true);
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String shown(String text, boolean keepLines) {
        return text.codePoints()
                .mapToObj(each -> isPlain(each) || (keepLines && (each == '\n' || each == '\t'))
                        ? Character.toString(each)
                        : "\\u{%x}".formatted(each))
                .collect(Collectors.joining());
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR -> false;
            case Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
