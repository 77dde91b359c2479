package dev.signalbox.pipeline;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** An embedder that loads beside the rest of the service; who needs it first waits for it. */
final class EarlyEmbedder implements PromptEmbedder {

    private final CompletableFuture<PromptEmbedder> loading = new CompletableFuture<>();

    EarlyEmbedder(Supplier<PromptEmbedder> loader) {
        Thread.ofPlatform().daemon().name("embedder").start(() -> {
            try {
                loading.complete(loader.get());
            } catch (RuntimeException | LinkageError e) {
                loading.completeExceptionally(e);
            }
        });
    }

    @Override
    public String space() {
        return loaded().space();
    }

    @Override
    public int dimension() {
        return loaded().dimension();
    }

    @Override
    public Embedding embed(String text) {
        return loaded().embed(text);
    }

    private PromptEmbedder loaded() {
        try {
            return loading.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the prompt embedder did not load", e.getCause());
        }
    }
}
