package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A question as a caller asked it.
 *
 * @param id unique for this request; the decision, its attempts and its outcome carry the same one
 * @param model what the caller named: {@code auto}, {@code policy/NAME} or an expert's own name
 * @param turns the conversation so far, oldest first, never empty
 * @param settings how the reply is wanted
 * @param caller who asks
 * @param payload the request body as it arrived, for experts that speak the same dialect
 */
public record Query(String id, String model, List<Turn> turns, Settings settings, Caller caller, Payload payload) {

    public Query {
        requireNonNull(id);
        requireNonNull(model);
        turns = List.copyOf(turns);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("turns: expected at least one");
        }
        requireNonNull(settings);
        requireNonNull(caller);
        requireNonNull(payload);
    }

    /** The same question to an expert that shall think so hard; for a caller who left that open. */
    public Query withEffort(Settings.Effort wanted) {
        return new Query(id, model, turns, settings.withEffort(wanted), caller, payload.withEffort(wanted));
    }

    /** The same question to an expert whose choice among its inner experts shall be changed so. */
    public Query withSteering(String steering) {
        return new Query(id, model, turns, settings.withSteering(steering), caller, payload);
    }

    /** The text of the last user turn, or of the last turn when no user spoke: what the question is about. */
    public String question() {
        return turns.reversed().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .findFirst()
                .orElse(turns.getLast())
                .text();
    }
}
