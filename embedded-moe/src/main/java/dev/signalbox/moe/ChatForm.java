package dev.signalbox.moe;

import dev.signalbox.experts.ExpertCard.Reads;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.experts.Turn;
import dev.signalbox.moe.Prompt.Piece;
import dev.signalbox.moe.llama.ChatForms;
import dev.signalbox.moe.llama.ChatForms.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the form that its model was trained on. The form is written around placeholders, and what was said is
 * put in their place afterwards, as plain text: no turn can pretend to be another one, or to end.
 */
final class ChatForm implements Phrasing {

    /** Private-use characters, which no form has; what callers wrote is never searched for them. */
    private static final char OPEN = '\uE000';

    private static final char SHUT = '\uE001';
    private static final Pattern PLACE = Pattern.compile(OPEN + "(\\d{1,9})" + SHUT);

    private final ChatForms forms;
    private final String template;
    private final Reads reads;
    private final boolean trims;
    private final boolean takesTools;

    private ChatForm(ChatForms forms, String template, Reads reads) {
        this.forms = forms;
        this.template = template;
        this.reads = reads;
        trims = !write(List.of(new Message("user", " " + place(0) + " "))).contains(" " + place(0) + " ");
        takesTools = write(List.of(new Message("user", place(0)), new Message("tool", place(1))))
                .matches("(?s).*" + place(0) + "(?:(?!" + place(1) + ").)*tool.*");
    }

    /**
     * Recognises a template, or throws {@link IllegalArgumentException} naming its first line and what is known.
     *
     * @param template a name of a known form, or what the model's file has
     * @param reads the whole conversation, or the question alone
     */
    static ChatForm of(ChatForms forms, String template, Reads reads) {
        if (template.indexOf(OPEN) >= 0
                || forms.write(template, List.of(new Message("user", place(0)))).isEmpty()) {
            var line = template.lines().findFirst().orElse("");
            throw new IllegalArgumentException(
                    "template: \"" + (line.length() > 100 ? line.substring(0, 100) + "…" : line)
                            + "\" is not known, expected none (the question alone is read) or one of "
                            + String.join(", ", forms.names()));
        }
        return new ChatForm(forms, template, reads);
    }

    private static String place(int index) {
        return "" + OPEN + index + SHUT;
    }

    @Override
    public Prompt of(Query query, @Nullable Effort preset) throws UnmetSettingException {
        var turns = reads == Reads.QUESTION ? List.of(Turn.user(query.question())) : query.turns();
        var messages = new ArrayList<Message>();
        for (int i = 0; i < turns.size(); i++) {
            messages.add(new Message(role(turns.get(i).role()), place(i)));
        }
        return new Prompt(pieces(write(messages), turns));
    }

    private String role(Turn.Role role) throws UnmetSettingException {
        return switch (role) {
            case SYSTEM, DEVELOPER -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case TOOL, FUNCTION -> {
                if (!takesTools) {
                    throw new UnmetSettingException(
                            "messages: a turn of a tool, expected none, as this model's template has no form for it");
                }
                yield "tool";
            }
        };
    }

    private String write(List<Message> messages) {
        return forms.write(template, messages)
                .orElseThrow(() -> new IllegalStateException("a template that was known is not any more"));
    }

    private List<Piece> pieces(String written, List<Turn> turns) {
        var pieces = new ArrayList<Piece>();
        var place = PLACE.matcher(written);
        int from = 0;
        while (place.find()) {
            pieces.add(new Piece(written.substring(from, place.start()), true));
            var said = turns.get(Integer.parseInt(place.group(1))).text();
            pieces.add(new Piece(trims ? said.strip() : said, false));
            from = place.end();
        }
        pieces.add(new Piece(written.substring(from), true));
        return pieces;
    }
}
