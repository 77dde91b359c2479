package dev.signalbox.features;

import dev.signalbox.experts.Turn;
import java.util.List;

/**
 * How many tokens a text makes, about: four ASCII characters are a token, any other character is one by itself. English
 * prose comes out within about a tenth of what common tokenizers say, Chinese a little high.
 */
final class TokenEstimate {

    static final int CHARACTERS_PER_TOKEN = 4;

    /** Role and separators, as OpenAI's tokenizers count them. */
    private static final int TOKENS_PER_TURN = 4;

    private TokenEstimate() {}

    static int of(List<Turn> turns) {
        long tokens = turns.stream().mapToLong(turn -> of(turn.text())).sum();
        return Math.clamp(tokens, 0, Integer.MAX_VALUE);
    }

    /** Of one turn. */
    static long of(String text) {
        long others = text.chars().filter(unit -> unit > 127).count();
        long ascii = text.length() - others;
        return TOKENS_PER_TURN + Math.ceilDiv(ascii, CHARACTERS_PER_TOKEN) + others;
    }
}
