package dev.signalbox.moe;

import dev.signalbox.moe.fetch.Sha256;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Embeds texts with a GGUF model in this process: the mean of the vectors of a text's first tokens, or the last one's where
 * the file's {@code pooling_type} says so. One text at a time; others wait.
 */
public final class LocalEmbedder implements AutoCloseable {

    private static final int MOST = 512;
    private static final int CHUNK = 256;

    /** Characters of a token on average, at most: so much of a text is looked at. */
    private static final int LONGEST_TOKEN = 32;

    private static final int NAME_DIGITS = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final Terms terms;
    private boolean closed;

    private LocalEmbedder(LlamaModel model, LlamaContext context, Terms terms) {
        this.model = model;
        this.context = context;
        this.terms = terms;
        batch = new LlamaBatch(Math.min(CHUNK, terms.tokens()));
    }

    /** Which tokens' vectors make a text's, by the numbers that GGUF has for that. */
    private enum Pooling {
        MEAN,
        LAST;

        static Pooling of(ModelFile file) throws MalformedGgufException {
            var key = file.architecture() + ".pooling_type";
            long stated = file.model().header().whole(key).orElse(1L);
            return switch ((int) stated) {
                case 0, 1 -> MEAN;
                case 3 -> LAST;
                default -> throw file.model().malformed(key + " is " + stated + ", expected 1 (mean) or 3 (last)");
            };
        }
    }

    /**
     * What a vector depends on.
     *
     * @param tokens most of a text; what goes beyond is left out
     */
    private record Terms(Pooling pooling, int tokens, String space) {}

    /** Throws what is wrong with a file, by its header. */
    public static void check(Path file) throws IOException {
        Pooling.of(ModelFile.check(file));
    }

    /**
     * Loads a model, for the first {@value #MOST} tokens of a text or what it was trained on, on half of the cores.
     *
     * @param file a GGUF model
     * @param folder for the native library, private to this installation
     */
    public static LocalEmbedder open(Path file, Path folder) throws IOException {
        return open(file, folder, MOST);
    }

    static LocalEmbedder open(Path file, Path folder, int most) throws IOException {
        var checked = ModelFile.check(file);
        int tokens = Math.min(most, checked.trainedContext());
        var pooling = Pooling.of(checked);
        var space = "gguf-" + Sha256.of(file, _ -> {}).substring(0, NAME_DIGITS) + "/" + tokens;
        var model = NativeLibrary.load(folder).open(checked.path());
        try {
            int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            var size = new LlamaContext.Size(tokens, 1, Math.min(CHUNK, tokens), threads);
            return new LocalEmbedder(model, model.embeddingContext(size), new Terms(pooling, tokens, space));
        } catch (LlamaException e) {
            model.close();
            throw e;
        }
    }

    /** Names the space: vectors of different files, or of another length of text, are not comparable. */
    public String space() {
        return terms.space();
    }

    /** Numbers in a vector. */
    public int dimension() {
        return model.width();
    }

    /** A vector of any length but 0, or zeros for a blank text; throws {@link RejectedExecutionException} once closed. */
    public float[] embed(String text) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            if (text.isBlank()) {
                return new float[dimension()];
            }
            int[] all = model.tokenize(text.substring(0, Math.min(text.length(), terms.tokens() * LONGEST_TOKEN)));
            return pooled(Arrays.copyOf(all, Math.min(all.length, terms.tokens())));
        } finally {
            lock.unlock();
        }
    }

    /** Not yet at any length: the sum points where the mean does. */
    private float[] pooled(int[] tokens) {
        var sum = new double[dimension()];
        context.forget(0);
        for (int from = 0; from < tokens.length; from += CHUNK) {
            int to = Math.min(tokens.length, from + CHUNK);
            batch.clear();
            for (int i = from; i < to; i++) {
                batch.add(tokens[i], i, 0, true);
            }
            context.decode(batch);
            for (int i = terms.pooling() == Pooling.MEAN ? from : tokens.length - 1; i < to; i++) {
                context.addEmbedding(i - from, sum);
            }
        }
        var pooled = new float[sum.length];
        for (int i = 0; i < pooled.length; i++) {
            pooled[i] = (float) sum[i];
        }
        return pooled;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                context.close();
                batch.close();
                model.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
