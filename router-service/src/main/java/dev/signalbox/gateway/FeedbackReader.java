package dev.signalbox.gateway;

import org.jspecify.annotations.Nullable;

/** Reads the body of a feedback. */
final class FeedbackReader {

    private static final String DECISION = "the x-signalbox-decision of a reply";
    private static final int MAX_ID = 128;
    private static final int MAX_COMMENT = 10_000;

    private final JsonCursor cursor;
    private @Nullable String id;
    private @Nullable String decision;
    private @Nullable Double reward;
    private String comment = "";

    FeedbackReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    Given read() throws RejectedRequestException {
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            switch (field) {
                case "id" -> id = text(1, MAX_ID, "an id of your choice");
                case "decision" -> decision = text(1, MAX_ID, DECISION);
                case "reward" -> setReward(field, cursor.decimal(0, 1, "a number in [0, 1]"));
                case "rating" -> setReward(field, rating());
                case "comment" -> comment = text(0, MAX_COMMENT, "a text");
                default -> throw cursor.wrong("no field of this name", "unknown_parameter");
            }
        }
        if (decision == null) {
            throw cursor.missing("decision", DECISION);
        }
        if (reward == null) {
            throw cursor.missing("reward", "a number in [0, 1], or a rating, good or bad");
        }
        return new Given(id, decision, reward, comment);
    }

    private void setReward(String field, double value) throws RejectedRequestException {
        if (reward != null) {
            throw cursor.wrong("one of reward and rating, once, and " + field + " came second", "invalid_value");
        }
        reward = value;
    }

    private double rating() throws RejectedRequestException {
        return switch (cursor.string("good or bad")) {
            case "good" -> 1;
            case "bad" -> 0;
            default -> throw cursor.wrong("good or bad", "invalid_value");
        };
    }

    private String text(int min, int max, String what) throws RejectedRequestException {
        var expected = what + ", " + min + " to " + max + " characters";
        var text = cursor.string(expected);
        if (text.length() < min || text.length() > max) {
            throw cursor.wrong(expected, text.length() < min ? "string_below_min_length" : "string_above_max_length");
        }
        return text;
    }

    /**
     * @param id as the caller chose it, or null
     * @param reward in [0, 1]
     */
    record Given(@Nullable String id, String decision, double reward, String comment) {}
}
