package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Query;
import java.util.Objects;

/** Extracts what every policy may look at: the question, sizes, needs and the caller. Embeds nothing itself. */
public final class DefaultExtractor implements FeatureExtractor {

    private final PromptEmbedder embedder;

    public DefaultExtractor(PromptEmbedder embedder) {
        this.embedder = requireNonNull(embedder);
    }

    @Override
    public Features extract(Query query) {
        var settings = query.settings();
        return new Features(
                Prompt.of(query, embedder),
                TokenEstimate.of(query.turns()),
                Objects.requireNonNullElse(settings.maxTokens(), 0),
                settings.needs(),
                query.caller());
    }
}
