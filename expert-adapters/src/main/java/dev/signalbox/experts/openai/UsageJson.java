package dev.signalbox.experts.openai;

import dev.signalbox.experts.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The {@code usage} object of the OpenAI chat dialect. */
final class UsageJson {

    private UsageJson() {}

    /** Reads the object that the parser stands at; null when it does not count both prompt and completion. */
    static @Nullable Usage read(JsonParser json) {
        long prompt = -1;
        long completion = -1;
        long cached = 0;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = json.getValueAsLong(-1);
                case "completion_tokens" -> completion = json.getValueAsLong(-1);
                case "prompt_cache_hit_tokens" -> cached = Math.max(cached, json.getValueAsLong(0));
                case "prompt_tokens_details" ->
                    cached = value == JsonToken.START_OBJECT ? Math.max(cached, cachedTokens(json)) : cached;
                default -> json.skipChildren();
            }
        }
        return prompt < 0 || completion < 0 ? null : new Usage(prompt, completion, Math.min(cached, prompt), true);
    }

    private static long cachedTokens(JsonParser json) {
        long cached = 0;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = json.currentName().equals("cached_tokens");
            json.nextToken();
            if (wanted) {
                cached = Math.max(0, json.getValueAsLong(0));
            }
            json.skipChildren();
        }
        return cached;
    }
}
