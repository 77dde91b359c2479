package dev.signalbox.gateway;

import dev.signalbox.experts.Settings.Shaping;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that make some tokens likelier or rule them out: those of the OpenAI API, and three more that local
 * servers have.
 */
final class ShapingReader {

    private static final String PENALTY = "a number in [-2, 2]";
    private static final String BIAS = "a number in [-100, 100]";
    private static final String TOKEN = "a token number as the field's name";
    private static final double STRONGEST_REPEAT_PENALTY = 10;
    private static final int MOST_BIASES = 1024;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final JsonCursor cursor;

    private @Nullable Double presence;
    private @Nullable Double frequency;
    private @Nullable Double repeat;
    private @Nullable Integer topK;
    private @Nullable Double minP;
    private Map<Integer, Double> bias = Map.of();

    ShapingReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** Reads the value of {@code field} if it is one of these. */
    boolean read(String field) throws RejectedRequestException {
        switch (field) {
            case "presence_penalty" -> presence = cursor.decimal(-2, 2, PENALTY);
            case "frequency_penalty" -> frequency = cursor.decimal(-2, 2, PENALTY);
            case "repeat_penalty" ->
                repeat = cursor.decimal(Double.MIN_VALUE, STRONGEST_REPEAT_PENALTY, "a number in (0, 10]");
            case "top_k" -> topK = (int) cursor.integer(-1, Integer.MAX_VALUE, "an integer, at least -1");
            case "min_p" -> minP = cursor.decimal(0, 1, "a number in [0, 1]");
            case "logit_bias" -> bias = bias();
            default -> {
                return false;
            }
        }
        return true;
    }

    private Map<Integer, Double> bias() throws RejectedRequestException {
        cursor.object("an object of biases by token number");
        var read = new TreeMap<Integer, Double>();
        for (var token = cursor.field(); token != null; token = cursor.field()) {
            if (!NUMBER.matcher(token).matches()) {
                throw cursor.wrong(TOKEN, "invalid_value");
            }
            if (read.size() == MOST_BIASES) {
                throw cursor.wrong("at most " + MOST_BIASES + " biases", "invalid_value");
            }
            read.put(Integer.valueOf(token), cursor.decimal(-100, 100, BIAS));
        }
        return read;
    }

    Shaping shaping() {
        return new Shaping(presence, frequency, repeat, topK, minP, bias);
    }
}
