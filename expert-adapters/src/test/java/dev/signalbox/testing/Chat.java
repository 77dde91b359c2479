package dev.signalbox.testing;

/** Bodies and events of the OpenAI chat dialect, as OpenAI sends them. */
public final class Chat {

    private static final String HEAD = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"upstream-model\",\"system_fingerprint\":\"fp_1\",";

    private Chat() {}

    /** A whole reply. */
    public static String reply(String content, int promptTokens, int completionTokens) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"upstream-model\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + content
                + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + usageField(promptTokens, completionTokens) + "}";
    }

    /** The first chunk, which names the role and says nothing. */
    public static String role() {
        return chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null");
    }

    public static String content(String text) {
        return chunk("{\"content\":\"" + text + "\"}", "null");
    }

    /** The last chunk of a choice: {@code stop}, {@code length}, {@code tool_calls}, {@code content_filter}. */
    public static String finish(String reason) {
        return chunk("{}", "\"" + reason + "\"");
    }

    /** A chunk with any delta object. */
    public static String chunk(String delta, String finishReason) {
        return HEAD + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
                + finishReason + "}],\"usage\":null}";
    }

    /** The chunk that closes a stream when usage was asked for. */
    public static String usage(int promptTokens, int completionTokens) {
        return HEAD + "\"choices\":[]," + usageField(promptTokens, completionTokens) + "}";
    }

    public static String error(String message, String type, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":\"" + code
                + "\"}}";
    }

    private static String usageField(int promptTokens, int completionTokens) {
        return "\"usage\":{\"prompt_tokens\":" + promptTokens + ",\"completion_tokens\":" + completionTokens
                + ",\"total_tokens\":" + (promptTokens + completionTokens)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":1,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    }
}
