package dev.signalbox.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.evaluate.Progress;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Embeddings of whole sets of prompts, kept on disk because a good embedder takes minutes for them. There is one file for
 * each set and embedding space, named by the hash of both; a damaged one is made again, with a warning.
 */
public final class EmbeddingCache {

    private static final int HASH_BYTES = 16;

    private final Path folder;
    private final PromptEmbedder embedder;
    private final int threads;
    private final Consumer<String> warn;

    /**
     * @param folder made when it is missing
     * @param threads that embed what is not on disk
     */
    public EmbeddingCache(Path folder, PromptEmbedder embedder, int threads, Consumer<String> warn) {
        this.folder = folder;
        this.embedder = embedder;
        this.threads = threads;
        this.warn = warn;
    }

    /** An embedder that knows these prompts already; others it embeds when asked. */
    public PromptEmbedder embed(Collection<String> prompts, Progress progress) throws InterruptedException {
        var distinct = List.copyOf(new LinkedHashSet<>(prompts));
        var file = folder.resolve(key(distinct) + ".embeddings");
        var embeddings = read(file, distinct.size());
        if (embeddings.isEmpty()) {
            embeddings = compute(distinct, progress);
            write(file, embeddings);
        }
        var known = new HashMap<String, Embedding>();
        for (int i = 0; i < distinct.size(); i++) {
            known.put(distinct.get(i), embeddings.get(i));
        }
        return new Known(embedder, known);
    }

    /** Empty when there is none, or none that can be used. */
    private List<Embedding> read(Path file, int count) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return EmbeddingFile.read(file, count, embedder.dimension());
        } catch (IOException | IllegalArgumentException e) {
            warn.accept(file + " cannot be used (" + e.getMessage() + "); its prompts are embedded again");
            return List.of();
        }
    }

    private void write(Path file, List<Embedding> embeddings) {
        try {
            Files.createDirectories(folder);
            EmbeddingFile.write(file, embeddings, embedder.dimension());
        } catch (IOException e) {
            warn.accept(file + " cannot be written (" + e.getMessage() + "); the next run embeds its prompts again");
        }
    }

    private List<Embedding> compute(List<String> prompts, Progress progress) throws InterruptedException {
        var done = new AtomicInteger();
        progress.at("embedding", 0, prompts.size());
        try (var workers = Executors.newFixedThreadPool(threads)) {
            var tasks = new ArrayList<Future<Embedding>>();
            for (var prompt : prompts) {
                Callable<Embedding> task = () -> {
                    var embedding = embedder.embed(prompt);
                    progress.at("embedding", done.incrementAndGet(), prompts.size());
                    return embedding;
                };
                tasks.add(workers.submit(task));
            }
            var embeddings = new ArrayList<Embedding>();
            for (var task : tasks) {
                embeddings.add(get(task));
            }
            return embeddings;
        }
    }

    private static Embedding get(Future<Embedding> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a prompt cannot be embedded", e.getCause());
        }
    }

    private String key(List<String> prompts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            update(digest, embedder.space());
            prompts.forEach(prompt -> update(digest, prompt));
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The length goes first, so that no two lists of prompts read the same. */
    private static void update(MessageDigest digest, String text) {
        var bytes = text.getBytes(UTF_8);
        digest.update((bytes.length + ":").getBytes(UTF_8));
        digest.update(bytes);
    }

    /** Remembers. */
    private record Known(PromptEmbedder embedder, Map<String, Embedding> known) implements PromptEmbedder {
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
            var embedding = known.get(text);
            return embedding == null ? embedder.embed(text) : embedding;
        }
    }
}
