package dev.signalbox.experts.openai;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Usage;

/** Counts tokens where the provider did not: four characters to a token, and a few for the frame of each turn. */
final class Estimate {

    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int TOKENS_PER_TURN = 4;

    private Estimate() {}

    /** The prompt alone: what a call costs at least once it was sent, whatever became of its reply. */
    static Usage ofPrompt(Query query) {
        return of(query, 0);
    }

    static Usage of(Query query, long completionTokens) {
        long prompt = query.turns().stream()
                .mapToLong(turn -> TOKENS_PER_TURN + Math.ceilDiv(turn.text().length(), CHARACTERS_PER_TOKEN))
                .sum();
        return Usage.estimated(prompt, completionTokens);
    }
}
