package dev.signalbox.features;

/** One coordinate of {@link Signals}: what it measures, always in [0, 1]. The order is that of the vector. */
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
    TURNS
}
