package dev.signalbox.moe;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings.Effort;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a local model reads: the question on one line, then the sign that asks for a reply with its working, or for the
 * bare answer at low effort. The models were trained on exactly this.
 */
final class Prompt {

    private static final String WITH_WORKING = "\n>";
    private static final String ANSWER_ONLY = "\n=";
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private Prompt() {}

    /** @param preset the effort when the query leaves the choice to the expert */
    static String of(Query query, @Nullable Effort preset) {
        var question = LINE_BREAK.matcher(query.question().strip()).replaceAll(" ");
        var asked = query.settings().effort();
        return question + sign(asked == null ? preset : asked);
    }

    private static String sign(@Nullable Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL, LOW -> ANSWER_ONLY;
            case MEDIUM, HIGH, XHIGH -> WITH_WORKING;
            case null -> WITH_WORKING;
        };
    }
}
