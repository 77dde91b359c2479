package dev.signalbox.gateway;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads the fields that say how the reply is wanted. A null value means the same as no field, as in the OpenAI API. */
final class SettingsReader {

    private static final int MOST_LOGPROBS = 20;
    private static final String TOKENS = "an integer, at least 1";
    private static final String EFFORTS = "none, minimal, low, medium, high or xhigh";
    private static final String STOP = "a string or an array of strings";
    private static final Map<String, Settings.Effort> BY_NAME = Map.of(
            "none", Settings.Effort.NONE,
            "minimal", Settings.Effort.MINIMAL,
            "low", Settings.Effort.LOW,
            "medium", Settings.Effort.MEDIUM,
            "high", Settings.Effort.HIGH,
            "xhigh", Settings.Effort.XHIGH);

    private final JsonCursor cursor;
    private final Set<Ability> needs;
    private final ShapingReader shaping;

    private boolean stream;
    private @Nullable Integer maxTokens;
    private @Nullable Integer maxCompletionTokens;
    private Settings.@Nullable Effort effort;
    private Payload.@Nullable Span nullEffort;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Long seed;
    private List<String> stop = List.of();
    private Settings.Format format = new Settings.Format.Text();
    private boolean logprobs;
    private @Nullable Integer topLogprobs;
    private @Nullable Map<Integer, Double> adapterScales;

    SettingsReader(JsonCursor cursor, Set<Ability> needs) {
        this.cursor = cursor;
        this.needs = needs;
        shaping = new ShapingReader(cursor);
    }

    /** Reads the value of {@code field}, which the cursor stands on; a field unknown here is skipped. */
    void read(String field) throws RejectedRequestException {
        if (cursor.isNull()) {
            if (field.equals("reasoning_effort")) {
                nullEffort = cursor.span();
            }
            return;
        }
        switch (field) {
            case "stream" -> stream = cursor.bool();
            case "max_tokens" -> maxTokens = tokens();
            case "max_completion_tokens" -> maxCompletionTokens = tokens();
            case "reasoning_effort" -> effort = effort();
            case "temperature" -> temperature = cursor.decimal(0, 2, "a number in [0, 2]");
            case "top_p" -> topP = cursor.decimal(0, 1, "a number in [0, 1]");
            case "seed" -> seed = cursor.integer(Long.MIN_VALUE, Long.MAX_VALUE, "a 64-bit integer");
            case "stop" -> stop = stop();
            default -> {
                if (!shaping.read(field)) {
                    readNeed(field);
                }
            }
        }
    }

    /** The body as it is sent on, knowing where it leaves the effort open in so many words. */
    Payload payload(Payload body) {
        return nullEffort == null ? body : body.withNullEffort(nullEffort);
    }

    Settings settings() throws RejectedRequestException {
        if (topLogprobs != null && !logprobs) {
            throw new RejectedRequestException(ApiError.field(
                    "top_logprobs", "top_logprobs: set, expected \"logprobs\": true beside it", "invalid_value"));
        }
        return new Settings(
                stream,
                maxCompletionTokens != null ? maxCompletionTokens : maxTokens,
                effort,
                new Settings.Sampling(temperature, topP, seed, shaping.shaping()),
                new Settings.Output(stop, format, logprobs ? Integer.valueOf(wantedLogprobs()) : null),
                needs,
                adapterScales,
                null);
    }

    private int wantedLogprobs() {
        return topLogprobs == null ? 0 : topLogprobs;
    }

    private void readNeed(String field) throws RejectedRequestException {
        switch (field) {
            case "tools", "functions" -> tools();
            case "response_format" -> responseFormat();
            case "modalities" -> modalities();
            case "lora" -> adapterScales = new AdapterScalesReader(cursor).read();
            case "logprobs" -> logprobs();
            case "top_logprobs" -> topLogprobs = (int) cursor.integer(0, MOST_LOGPROBS, "an integer in [0, 20]");
            default -> cursor.skip();
        }
    }

    private int tokens() throws RejectedRequestException {
        return (int) cursor.integer(1, Integer.MAX_VALUE, TOKENS);
    }

    private Settings.Effort effort() throws RejectedRequestException {
        var read = BY_NAME.get(cursor.string(EFFORTS));
        if (read == null) {
            throw cursor.wrong(EFFORTS, "invalid_value");
        }
        return read;
    }

    private List<String> stop() throws RejectedRequestException {
        return cursor.is(JsonToken.VALUE_STRING) ? List.of(cursor.string(STOP)) : strings(STOP);
    }

    private List<String> strings(String expected) throws RejectedRequestException {
        cursor.array(expected);
        var strings = new ArrayList<String>();
        while (cursor.element()) {
            strings.add(cursor.string("a string"));
        }
        return strings;
    }

    private void tools() throws RejectedRequestException {
        cursor.array("an array of tools");
        while (cursor.element()) {
            cursor.object("a tool object");
            cursor.skip();
            needs.add(Ability.TOOLS);
        }
    }

    private void responseFormat() throws RejectedRequestException {
        format = new FormatReader(cursor).read();
        if (!(format instanceof Settings.Format.Text)) {
            needs.add(Ability.JSON);
        }
    }

    private void logprobs() throws RejectedRequestException {
        logprobs = cursor.bool();
        if (logprobs) {
            needs.add(Ability.LOGPROBS);
        }
    }

    private void modalities() throws RejectedRequestException {
        if (strings("an array of strings").contains("audio")) {
            needs.add(Ability.AUDIO);
        }
    }
}
