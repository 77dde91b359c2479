package dev.signalbox.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Reply;
import dev.signalbox.score.Testimony;
import java.util.HashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.MissingNode;

/** The text of a whole reply, whatever form it came in. */
public final class AnswerText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerText() {}

    /** Empty when the expert answered with something else, such as a tool call. */
    public static String of(Reply.Content content) {
        return testimony(content).text();
    }

    /** With the likelihoods of the first token where the expert tells them. */
    public static Testimony testimony(Reply.Content content) {
        return switch (content) {
            case Reply.Text text -> new Testimony(text.text());
            case Reply.Body body ->
                chat(json(UTF_8.decode(body.json()).toString()).at("/choices/0"));
            case Reply.Streamed _ -> throw new IllegalStateException("a whole reply was asked for, a stream came");
        };
    }

    private static Testimony chat(JsonNode choice) {
        var opening = new HashMap<String, Double>();
        for (var token : choice.at("/logprobs/content/0/top_logprobs")) {
            double probability = Math.exp(token.path("logprob").asDouble(Double.NEGATIVE_INFINITY));
            if (probability > 0 && probability <= 1) {
                opening.merge(token.path("token").asString(""), probability, Double::sum);
            }
        }
        return new Testimony(choice.at("/message/content").asString(""), opening);
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            // The adapter has checked the dialect; a body that is no chat completion holds no answer.
            return MissingNode.getInstance();
        }
    }
}
