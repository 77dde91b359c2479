package dev.signalbox.features;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The form in which a text asks, by English words: who, what, how many, yes or no, or an order. Looks at the last
 * sentence that ends in a question mark, else at the first one.
 */
final class QuestionForm {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}']+");
    private static final Pattern ASKED = Pattern.compile("\\b(?:who|whom|whose|what|which|when|where|why|how)\\b");
    private static final Pattern AMOUNT = Pattern.compile("\\bhow\\s+(?:many|much|long|far|old|often|tall|fast)\\b");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?]\\s|\\n");

    private static final Set<String> VERBS_FIRST = Set.of(
            "is are was were am do does did can could will would should shall may might has have had".split(" "));

    private static final Set<String> MANNERS =
            Set.of("please can could would will you kindly just now help me to i want need like".split(" "));

    private static final Set<String> ORDERS = Set.of(
            "add analyze answer arrange build calculate change choose classify compare complete compose compute convert"
                    .concat(" correct count create define describe design determine draft draw edit estimate evaluate")
                    .concat(" explain extract fill find fix follow generate give identify implement improve list make")
                    .concat(" mention name outline paraphrase predict print propose prove provide put read recommend")
                    .concat(
                            " remove repeat replace reply reverse rewrite say select show simplify solve sort spell state")
                    .concat(" suggest summarize summarise tell think translate turn use verify work write")
                    .split(" "));

    private QuestionForm() {}

    static void read(String text, Map<Signal, Double> into) {
        var lower = text.strip().toLowerCase(Locale.ROOT);
        int mark = Math.max(lower.lastIndexOf('?'), lower.lastIndexOf('？'));
        into.put(Signal.QUESTION_MARK, mark < 0 ? 0.0 : mark == lower.length() - 1 ? 1.0 : 0.5);
        var sentence = sentence(lower, mark);
        var asked = ASKED.matcher(sentence);
        if (asked.find()) {
            into.put(form(asked.group(), sentence), 1.0);
        } else if (mark >= 0 && opensWith(sentence, VERBS_FIRST)) {
            into.put(Signal.YES_NO, 1.0);
        }
        into.put(Signal.IMPERATIVE, opensWith(polite(lower), ORDERS) ? 1.0 : 0.0);
    }

    private static String sentence(String lower, int mark) {
        int from = 0;
        int to = mark < 0 ? lower.length() : mark;
        var ends = SENTENCE_END.matcher(lower).region(0, to);
        while (ends.find()) {
            if (mark < 0) {
                return lower.substring(0, ends.start());
            }
            from = ends.end();
        }
        return lower.substring(from, to);
    }

    private static Signal form(String word, String sentence) {
        return switch (word) {
            case "who", "whom", "whose" -> Signal.WHO;
            case "what" -> Signal.WHAT;
            case "which" -> Signal.WHICH;
            case "when" -> Signal.WHEN;
            case "where" -> Signal.WHERE;
            case "why" -> Signal.WHY;
            default -> AMOUNT.matcher(sentence).find() ? Signal.HOW_MANY : Signal.HOW;
        };
    }

    /** Without the words of courtesy that come before an order. */
    private static String polite(String lower) {
        var words = WORD.matcher(lower);
        while (words.find()) {
            if (!MANNERS.contains(words.group())) {
                return lower.substring(words.start());
            }
        }
        return "";
    }

    private static boolean opensWith(String text, Set<String> words) {
        var first = WORD.matcher(text);
        return first.find() && words.contains(first.group());
    }
}
