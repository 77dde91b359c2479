package dev.signalbox.embeddings;

/** The kinds of characters that BERT's tokenizer tells apart, by its own definitions. */
final class CharacterKinds {

    private static final int REPLACEMENT = 0xFFFD;

    private CharacterKinds() {}

    /** White space, but not the control characters that Unicode counts as such: those are removed. */
    static boolean isSpace(int character) {
        return Character.isSpaceChar(character) || isTabOrLineEnd(character);
    }

    /** Control, format, private and surrogate characters, and the mark of a character that was lost. */
    static boolean isRemoved(int character) {
        if (isTabOrLineEnd(character)) {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
            default -> character == REPLACEMENT;
        };
    }

    /** ASCII symbols count as punctuation, other symbols do not. */
    static boolean isPunctuation(int character) {
        if (character < 128) {
            return character > ' ' && character < 127 && !Character.isLetterOrDigit(character);
        }
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The CJK ideographs, each of which is a word. */
    static boolean isCjk(int character) {
        return in(character, 0x4E00, 0x9FFF)
                || in(character, 0x3400, 0x4DBF)
                || in(character, 0xF900, 0xFAFF)
                || in(character, 0x20000, 0x2A6DF)
                || in(character, 0x2A700, 0x2B73F)
                || in(character, 0x2B740, 0x2B81F)
                || in(character, 0x2B920, 0x2CEAF)
                || in(character, 0x2F800, 0x2FA1F);
    }

    private static boolean isTabOrLineEnd(int character) {
        return character == '\t' || character == '\n' || character == '\r';
    }

    private static boolean in(int character, int from, int to) {
        return character >= from && character <= to;
    }
}
