package dev.signalbox.embedders;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.moe.LocalEmbedder;

/** Prompts by a local model's vectors, at unit length. */
record GgufEmbedder(LocalEmbedder model) implements PromptEmbedder {

    @Override
    public String space() {
        return model.space();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public Embedding embed(String text) {
        return Embedding.normalized(model.embed(text));
    }
}
