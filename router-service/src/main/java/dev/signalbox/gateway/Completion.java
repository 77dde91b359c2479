package dev.signalbox.gateway;

import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Usage;
import java.util.Locale;

/**
 * The OpenAI chat dialect for experts that give plain text.
 *
 * @param id of the completion, derived from the query's
 * @param created in seconds since 1970
 */
record Completion(String id, long created) {

    static Completion of(String queryId, long created) {
        return new Completion("chatcmpl-" + queryId, created);
    }

    /** The whole answer as one {@code chat.completion} object. */
    byte[] whole(String model, Reply.Text text, Reply.Answer answer) {
        return JsonText.render(json -> {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("object", "chat.completion");
            json.writeNumberProperty("created", created);
            json.writeStringProperty("model", model);
            json.writeArrayPropertyStart("choices");
            json.writeStartObject();
            json.writeNumberProperty("index", 0);
            json.writeObjectPropertyStart("message");
            json.writeStringProperty("role", "assistant");
            json.writeStringProperty("content", text.text());
            json.writeNullProperty("refusal");
            json.writeEndObject();
            json.writeName("logprobs");
            json.writeRawValue(LogprobsJson.of(text.logprobs()));
            json.writeStringProperty("finish_reason", name(answer.finish()));
            json.writeEndObject();
            json.writeEndArray();
            json.writeName("usage");
            json.writeRawValue(usage(answer.usage()));
            json.writeEndObject();
        });
    }

    /** The front of every chunk, up to and without the value of {@code choices}. */
    String chunkFront(String model) {
        return "data: {\"id\":" + JsonText.quoted(id) + ",\"object\":\"chat.completion.chunk\",\"created\":" + created
                + ",\"model\":" + JsonText.quoted(model) + ",\"choices\":";
    }

    static String name(Reply.Finish finish) {
        return finish.name().toLowerCase(Locale.ROOT);
    }

    static String usage(Usage usage) {
        return "{\"prompt_tokens\":" + usage.promptTokens() + ",\"completion_tokens\":" + usage.completionTokens()
                + ",\"total_tokens\":" + usage.totalTokens() + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + usage.cachedTokens() + "}}";
    }
}
