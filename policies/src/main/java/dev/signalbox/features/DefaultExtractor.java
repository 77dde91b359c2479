package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Query;
import dev.signalbox.experts.Turn;
import java.util.Objects;

/** Extracts what every policy may look at: the question, sizes, needs and the caller. Embeds nothing itself. */
public final class DefaultExtractor implements FeatureExtractor {

    private static final int CHARACTERS_PER_TOKEN = 4;

    /** Role and separators, as OpenAI's tokenizers count them. */
    private static final int TOKENS_PER_TURN = 4;

    private final PromptEmbedder embedder;

    public DefaultExtractor(PromptEmbedder embedder) {
        this.embedder = requireNonNull(embedder);
    }

    @Override
    public Features extract(Query query) {
        var settings = query.settings();
        long tokens = query.turns().stream().mapToLong(DefaultExtractor::tokens).sum();
        return new Features(
                Prompt.of(query, embedder),
                Math.clamp(tokens, 0, Integer.MAX_VALUE),
                Objects.requireNonNullElse(settings.maxTokens(), 0),
                settings.needs(),
                query.caller());
    }

    /**
     * An estimate: four ASCII characters make a token, any other character makes one by itself. English prose comes out
     * within about a tenth of what common tokenizers say, Chinese a little high.
     */
    static long tokens(Turn turn) {
        long others = turn.text().chars().filter(unit -> unit > 127).count();
        long ascii = turn.text().length() - others;
        return TOKENS_PER_TURN + Math.ceilDiv(ascii, CHARACTERS_PER_TOKEN) + others;
    }
}
