package dev.signalbox.gateway;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads {@code messages} into turns and notes what their parts need of an expert. */
final class MessageReader {

    private static final String CONTENT = "a string or an array of content parts";
    private static final String ROLES = "system, developer, user, assistant, tool or function";
    private static final Map<String, Turn.Role> BY_NAME = Map.of(
            "system", Turn.Role.SYSTEM,
            "developer", Turn.Role.DEVELOPER,
            "user", Turn.Role.USER,
            "assistant", Turn.Role.ASSISTANT,
            "tool", Turn.Role.TOOL,
            "function", Turn.Role.FUNCTION);

    private final JsonCursor cursor;
    private final Set<Ability> needs;

    MessageReader(JsonCursor cursor, Set<Ability> needs) {
        this.cursor = cursor;
        this.needs = needs;
    }

    List<Turn> read() throws RejectedRequestException {
        cursor.array("an array of messages");
        var turns = new ArrayList<Turn>();
        while (cursor.element()) {
            cursor.object("a message object");
            turns.add(message());
        }
        if (turns.isEmpty()) {
            throw cursor.wrong("at least one message", "empty_array");
        }
        return turns;
    }

    private Turn message() throws RejectedRequestException {
        Turn.Role role = null;
        String content = null;
        boolean calls = false;
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            switch (field) {
                case "role" -> role = role();
                case "content" -> content = content();
                case "tool_calls", "function_call", "refusal", "audio" -> {
                    calls |= !cursor.isNull();
                    cursor.skip();
                }
                default -> cursor.skip();
            }
        }
        if (role == null) {
            throw cursor.missing("role", ROLES);
        }
        if (content == null && !calls && role != Turn.Role.ASSISTANT && role != Turn.Role.FUNCTION) {
            throw cursor.missing("content", CONTENT);
        }
        return new Turn(role, content == null ? "" : content);
    }

    private Turn.Role role() throws RejectedRequestException {
        var role = BY_NAME.get(cursor.string(ROLES));
        if (role == null) {
            throw cursor.wrong(ROLES, "invalid_value");
        }
        return role;
    }

    private @Nullable String content() throws RejectedRequestException {
        if (cursor.isNull()) {
            return null;
        }
        if (cursor.is(JsonToken.VALUE_STRING)) {
            return cursor.string(CONTENT);
        }
        cursor.array(CONTENT);
        var texts = new ArrayList<String>();
        boolean empty = true;
        while (cursor.element()) {
            empty = false;
            cursor.object("a content part");
            var text = part();
            if (text != null) {
                texts.add(text);
            }
        }
        if (empty) {
            throw cursor.wrong("at least one content part", "empty_array");
        }
        return String.join("\n", texts);
    }

    /** The part's text, or null when it is of another kind. Kinds unknown here are left to the expert. */
    private @Nullable String part() throws RejectedRequestException {
        String type = null;
        String text = null;
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            switch (field) {
                case "type" -> type = cursor.string("the kind of the part");
                case "text", "refusal" -> text = cursor.string("a string");
                default -> cursor.skip();
            }
        }
        if (type == null) {
            throw cursor.missing("type", "text, image_url, input_audio, file or refusal");
        }
        switch (type) {
            case "image_url" -> needs.add(Ability.VISION);
            case "input_audio" -> needs.add(Ability.AUDIO);
            case "text" -> {
                if (text == null) {
                    throw cursor.missing("text", "a string");
                }
            }
            default -> {
                // Nothing that routing must know.
            }
        }
        return text;
    }
}
