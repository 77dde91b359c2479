package dev.signalbox.moe.llama;

/**
 * A token that stands for no ordinary text: it marks where a turn or a reply begins or ends.
 *
 * @param token its number
 * @param text its name, such as {@code <|im_end|>}
 * @param attributes as llama.cpp tells them
 */
public record Special(int token, String text, int attributes) {

    private static final int UNKNOWN = 1;
    private static final int CONTROL = 1 << 3;
    private static final int USER_DEFINED = 1 << 4;
    private static final int STRIPS_LEFT = 1 << 7;
    private static final int STRIPS_RIGHT = 1 << 8;

    static boolean isOne(int attributes) {
        return (attributes & (UNKNOWN | CONTROL | USER_DEFINED)) != 0;
    }

    /** Whether llama.cpp finds it in any text, even in one that must not hold special tokens. */
    public boolean isFoundInPlainText() {
        return (attributes & USER_DEFINED) != 0;
    }

    /** Whether white space before it is no part of the text. */
    public boolean stripsLeft() {
        return (attributes & STRIPS_LEFT) != 0;
    }

    /** Whether white space after it is no part of the text. */
    public boolean stripsRight() {
        return (attributes & STRIPS_RIGHT) != 0;
    }
}
