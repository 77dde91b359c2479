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
        var prompt = Prompt.of(query, embedder);
        var sizes = new Sizes(
                query.turns().size(),
                TokenEstimate.of(query.turns()),
                prompt.text().length(),
                Objects.requireNonNullElse(settings.maxTokens(), 0));
        return new Features(prompt, sizes, settings.needs(), query.caller());
    }
}
