package dev.signalbox.features;

/**
 * One coordinate of {@link Signals}: what it measures, always in [0, 1]. The order is that of the vector, and of records and
 * snapshots that were written before: new ones come last, and what an old one measures never changes.
 *
 * <p>Choices are those of {@link Choices}; the stem is the text before the first one, the whole text where there are none.
 */
public enum Signal {
    /** ln(1 + characters) / ln(1 + 32,768), 1 beyond. */
    LENGTH,
    /** ln(lines) / ln(1,024), 1 beyond. */
    LINES,
    /** Mean length of a word in letters / 12, 1 beyond. */
    WORD_LENGTH,
    /** Share of digits among characters that are not blank. */
    DIGITS,
    /** Share of upper case among letters. */
    UPPER_CASE,
    /** t / (t + 3) for t tell-tales of program code. */
    CODE,
    /** t / (t + 3) for t tell-tales of mathematics. */
    MATHS,
    /** 1 when something is left to fill in, as {@code ___}. */
    BLANK,
    /** Options among which to choose / 4, 1 beyond; 0 for fewer than two. */
    CHOICE,
    /** 1 when it ends in a question mark, 0.5 when one comes earlier. */
    QUESTION_MARK,
    /** 1 when it asks who, whom or whose; at most one of these nine, to {@link #YES_NO}, is 1. */
    WHO,
    /** 1 when it asks what. */
    WHAT,
    /** 1 when it asks which. */
    WHICH,
    /** 1 when it asks when. */
    WHEN,
    /** 1 when it asks where. */
    WHERE,
    /** 1 when it asks why. */
    WHY,
    /** 1 when it asks for an amount, as how many or how long. */
    HOW_MANY,
    /** 1 when it asks how otherwise. */
    HOW,
    /** 1 when it can be answered by yes or no. */
    YES_NO,
    /** 1 when it opens with an order, as {@code write} or {@code please sort}. */
    IMPERATIVE,
    /** Share of Latin letters among letters. */
    LATIN,
    /** Share of Cyrillic letters. */
    CYRILLIC,
    /** Share of Chinese, Japanese and Korean characters. */
    CJK,
    /** Share of Arabic letters. */
    ARABIC,
    /** Share of Devanagari letters. */
    DEVANAGARI,
    /** Share of letters of any other script. */
    OTHER_SCRIPT,
    /** 1 when the caller offers tools. */
    TOOLS,
    /** ln(turns) / ln(64) over the whole conversation, 1 beyond. */
    TURNS,
    /** ln(1 + characters of the stem) / ln(1 + 4,096), 1 beyond. */
    STEM,
    /** Square root of the stem's characters / 64, 1 beyond: tells long stems apart where {@link #STEM} hardly does. */
    STEM_ROOT,
    /** n / (n + 4) for n full stops in the stem. */
    STEM_SENTENCES,
    /** n / (n + 6) for n commas in the stem. */
    STEM_COMMAS,
    /** 1 when the stem ends in a full stop: something is to be completed or judged, not answered. */
    STEM_FULL_STOP,
    /** 1 when the stem ends in a colon. */
    STEM_COLON,
    /** Share of the stem's words that are capitalised: names. */
    CAPITALISED,
    /** ln(1 + characters) / ln(1 + 1,024) of a choice on average, 1 beyond; like all of choices 0 without any. */
    CHOICE_LENGTH,
    /** The same of the shortest. */
    CHOICE_SHORTEST,
    /** The same of the longest. */
    CHOICE_LONGEST,
    /** Standard deviation of the choices' characters / (1 + their mean), 1 beyond. */
    CHOICE_SPREAD,
    /** ln(1 + words) / ln(1 + 128) of a choice on average, 1 beyond. */
    CHOICE_WORDS,
    /** Words in common over words of either, averaged over pairs of choices. */
    CHOICE_OVERLAP,
    /** Share of a choice's words that the stem has, averaged over choices. */
    STEM_OVERLAP,
    /** The greatest such share. */
    STEM_OVERLAP_MOST,
    /** Share of choices that are a number, alone or with a unit. */
    CHOICE_NUMERIC,
    /** 1 when a choice is all of them, none of them or both. */
    ALL_OR_NONE,
    /** n / (n + 8) for n numbers. */
    NUMBERS,
    /** ln(1 + n) / ln(1 + 64) for n different numbers, 1 beyond. */
    DISTINCT_NUMBERS,
    /** ln(1 + number) / ln(1 + 1e9) of the greatest, 1 beyond. */
    GREATEST_NUMBER,
    /** 1 when a number has decimals. */
    DECIMAL,
    /** 1 with a percent sign. */
    PERCENT,
    /** 1 with the sign of a currency. */
    CURRENCY,
    /** 1 when a number looks like a year, from 1500 to 2099. */
    YEAR,
    /** 1 when something is negated or excepted. */
    NEGATION,
    /** 1 when it asks for the best, most or least. */
    SUPERLATIVE,
    /** 1 when somebody speaks of himself. */
    FIRST_PERSON,
    /** 1 when it points to a list, as {@code the following}. */
    FOLLOWING,
    /** 1 when something is true or false. */
    TRUE_FALSE,
    /** n / (n + 2) for n mentions of numbered statements: {@code Statement 2}, {@code II}. */
    STATEMENTS,
    /** 1 with a double quotation mark. */
    QUOTATION,
    /** Share of {@code . , : ; ! ?} among characters that are not blank. */
    PUNCTUATION,
    /** Share of {@code + - * / = < > ^ \ % $} among them. */
    OPERATORS,
    /** Share of brackets and underscores among them. */
    BRACKETS,
    /** Share of characters beyond ASCII among them. */
    NON_ASCII,
    /** Different words / words. */
    VARIETY
}
