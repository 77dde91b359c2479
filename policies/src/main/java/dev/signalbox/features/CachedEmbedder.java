package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the embeddings of the texts asked for last. Safe for concurrent use: the lock is held to look up, never to
 * embed, so two threads may embed the same new text, to the same result.
 */
public final class CachedEmbedder implements PromptEmbedder {

    /** Longer texts seldom come twice, and would make the cache's memory unbounded. */
    private static final int LONGEST_KEY = 4096;

    private final PromptEmbedder embedder;
    private final Map<String, Embedding> recent;

    /** @param entries most texts to remember */
    public CachedEmbedder(PromptEmbedder embedder, int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("entries: " + entries + ", expected at least 1");
        }
        this.embedder = requireNonNull(embedder);
        this.recent = new Recent(entries);
    }

    @Override
    public String space() {
        return embedder.space();
    }

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    @Override
    public Embedding embed(String text) {
        if (text.length() > LONGEST_KEY) {
            return embedder.embed(text);
        }
        return find(text).orElseGet(() -> {
            var embedding = embedder.embed(text);
            keep(text, embedding);
            return embedding;
        });
    }

    private Optional<Embedding> find(String text) {
        synchronized (recent) {
            return Optional.ofNullable(recent.get(text));
        }
    }

    private void keep(String text, Embedding embedding) {
        synchronized (recent) {
            recent.put(text, embedding);
        }
    }

    /** Drops the entry that was used longest ago. */
    private static final class Recent extends LinkedHashMap<String, Embedding> {
        private static final long serialVersionUID = 1L;
        private final int entries;

        Recent(int entries) {
            super(16, 0.75f, true);
            this.entries = entries;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Embedding> eldest) {
            return size() > entries;
        }
    }
}
