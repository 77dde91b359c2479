package dev.signalbox.experts.openai;

import dev.signalbox.experts.Reply.Finish;
import dev.signalbox.experts.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what we need of a reply or of a chunk in one pass over its bytes, no tree built: they are the same but that one
 * has {@code message} where the other has {@code delta}.
 */
final class ChatJson {

    /** Longest reply we take; a string in it (an image, say) may be as long. */
    static final int MAX_BYTES = 64 << 20;

    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_BYTES).build())
            .build();

    private final JsonParser json;
    private final List<Integer> seen = new ArrayList<>();
    private final List<Integer> finished = new ArrayList<>();
    private boolean content;
    private boolean error;
    private int textLength;
    private @Nullable Finish finish;
    private @Nullable Usage usage;

    private ChatJson(JsonParser json) {
        this.json = json;
    }

    /** Empty when the bytes are not one JSON object. */
    static Optional<ChatJson> parse(byte[] bytes, int offset, int length) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            var read = new ChatJson(parser);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            read.root();
            return parser.nextToken() == null ? Optional.of(read) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    int choices() {
        return seen.size();
    }

    /** Indexes of the choices in it. */
    List<Integer> seen() {
        return seen;
    }

    /** Indexes of the choices that end with it. */
    List<Integer> finished() {
        return finished;
    }

    /** True when a choice says anything: text, refusal, reasoning, a tool call, audio, or what providers add next. */
    boolean hasContent() {
        return content;
    }

    boolean hasError() {
        return error;
    }

    /** Characters of text, of all choices. */
    int textLength() {
        return textLength;
    }

    @Nullable
    Finish finish() {
        return finish;
    }

    @Nullable
    Usage usage() {
        return usage;
    }

    private void root() {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            switch (name) {
                case "choices" -> eachOf(value, this::choice);
                case "usage" -> usage = value == JsonToken.START_OBJECT ? UsageJson.read(json) : usage;
                case "error" -> {
                    error = value != JsonToken.VALUE_NULL;
                    json.skipChildren();
                }
                default -> json.skipChildren();
            }
        }
    }

    private void eachOf(JsonToken array, Runnable item) {
        if (array != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            item.run();
        }
    }

    private void choice() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            seen.add(0);
            json.skipChildren();
            return;
        }
        int index = 0;
        boolean ends = false;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            switch (name) {
                case "index" -> index = json.getValueAsInt(0);
                case "delta", "message" -> said(value);
                case "finish_reason" -> {
                    ends = value == JsonToken.VALUE_STRING;
                    finish = ends ? finish(json.getString()) : finish;
                }
                default -> json.skipChildren();
            }
        }
        seen.add(index);
        if (ends) {
            finished.add(index);
        }
    }

    /** Any field but the role counts, so that a kind of delta unknown to us is not held back. */
    private void said(JsonToken object) {
        if (object != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean role = json.currentName().equals("role");
            var value = json.nextToken();
            content |= !role && says(value);
        }
    }

    private boolean says(JsonToken value) {
        return switch (value) {
            case VALUE_NULL, VALUE_FALSE -> false;
            case VALUE_STRING -> {
                textLength += json.getStringLength();
                yield json.getStringLength() > 0;
            }
            case START_OBJECT, START_ARRAY -> {
                var first = json.nextToken();
                boolean empty = first == JsonToken.END_OBJECT || first == JsonToken.END_ARRAY;
                if (!empty) {
                    skipToEndOfParent();
                }
                yield !empty;
            }
            default -> true;
        };
    }

    /** Skips what is left of the object or array whose first token was just read. */
    private void skipToEndOfParent() {
        int depth = 1;
        for (var token = json.currentToken(); depth > 0; token = depth > 0 ? json.nextToken() : token) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    /** A reason of a dialect's own is an end like any other; the caller sees it verbatim. */
    private static Finish finish(String reason) {
        return switch (reason) {
            case "length", "max_tokens" -> Finish.LENGTH;
            case "tool_calls", "function_call" -> Finish.TOOL_CALLS;
            case "content_filter" -> Finish.CONTENT_FILTER;
            default -> Finish.STOP;
        };
    }
}
