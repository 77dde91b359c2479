package dev.signalbox.moe;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings.Effort;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model without a chat template reads: the question on one line, then the sign that asks for a reply with its
 * working, or for the bare answer at low effort. The models that come with Signalbox were trained on exactly this.
 */
final class QuestionForm implements Phrasing {

    private static final String WITH_WORKING = "\n>";
    private static final String ANSWER_ONLY = "\n=";
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    @Override
    public Prompt of(Query query, @Nullable Effort preset) {
        var question = LINE_BREAK.matcher(query.question().strip()).replaceAll(" ");
        var asked = query.settings().effort();
        return Prompt.of(question + sign(asked == null ? preset : asked));
    }

    private static String sign(@Nullable Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL, LOW -> ANSWER_ONLY;
            case MEDIUM, HIGH, XHIGH -> WITH_WORKING;
            case null -> WITH_WORKING;
        };
    }
}
