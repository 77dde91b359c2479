package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Reply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** The text of a whole reply, whatever form it came in. */
final class AnswerText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerText() {}

    static String of(Reply.Content content) {
        return switch (content) {
            case Reply.Text text -> text.text();
            case Reply.Body body -> chat(UTF_8.decode(body.json()).toString());
            case Reply.Streamed _ -> throw new IllegalStateException("a whole reply was asked for, a stream came");
        };
    }

    /** {@code choices[0].message.content}; empty when the expert answered with something else, such as a tool call. */
    private static String chat(String json) {
        try {
            return JSON.readTree(json).at("/choices/0/message/content").asString("");
        } catch (JacksonException _) {
            // The adapter has checked the dialect; a body that is no chat completion holds no answer.
            return "";
        }
    }
}
