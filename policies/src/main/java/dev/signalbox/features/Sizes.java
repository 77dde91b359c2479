package dev.signalbox.features;

import dev.signalbox.experts.Turn;
import java.util.List;

/**
 * How long a conversation is, and how long its next reply may be.
 *
 * @param turns of all roles, the question included
 * @param promptTokens estimate over all turns
 * @param questionCharacters length of the last user turn
 * @param outputTokens most tokens the caller allows, or 0 when the expert decides
 */
public record Sizes(int turns, int promptTokens, int questionCharacters, int outputTokens) {

    public Sizes {
        if (turns < 1 || promptTokens < 0 || questionCharacters < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("sizes: turns " + turns + ", promptTokens " + promptTokens
                    + ", questionCharacters " + questionCharacters + ", outputTokens " + outputTokens
                    + ", expected turns >= 1 and the others >= 0");
        }
    }

    /** Of a conversation whose last turn is the question. */
    public static Sizes of(List<Turn> turns, int outputTokens) {
        return new Sizes(
                turns.size(), TokenEstimate.of(turns), turns.getLast().text().length(), outputTokens);
    }

    /** @param characters of the question, 0 when it is not known: then they are as many as its tokens suggest */
    static Sizes ofQuestion(int characters, int promptTokens, int outputTokens) {
        int likely = Math.clamp((long) TokenEstimate.CHARACTERS_PER_TOKEN * promptTokens, 0, Integer.MAX_VALUE);
        return new Sizes(1, promptTokens, characters > 0 ? characters : likely, outputTokens);
    }
}
