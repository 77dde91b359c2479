package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns texts into vectors with a GGUF model: the mean of its tokens' vectors, at unit length. One text at a time; others
 * wait.
 */
public final class LocalEmbedder implements AutoCloseable {

    private static final int CHUNK = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final int most;
    private boolean closed;

    private LocalEmbedder(LlamaModel model, LlamaContext context, int most) {
        this.model = model;
        this.context = context;
        this.most = most;
        batch = new LlamaBatch(Math.min(CHUNK, most));
    }

    /**
     * Loads a model.
     *
     * @param file a GGUF model
     * @param folder for the native library, private to this installation
     * @param tokens most of one text; at most what the model was trained on
     * @param threads that share the arithmetic
     */
    public static LocalEmbedder open(Path file, Path folder, int tokens, int threads) throws IOException {
        var checked = ModelFile.check(file);
        if (tokens < 1 || tokens > checked.trainedContext()) {
            throw new IllegalArgumentException("tokens: " + tokens + ", expected 1 to " + checked.trainedContext()
                    + ", as " + file + " was trained");
        }
        var model = NativeLibrary.load(folder).open(checked.path());
        try {
            var size = new LlamaContext.Size(tokens, 1, Math.min(CHUNK, tokens), threads);
            return new LocalEmbedder(model, model.embeddingContext(size), tokens);
        } catch (LlamaException e) {
            model.close();
            throw e;
        }
    }

    /** Numbers in a vector. */
    public int width() {
        return model.width();
    }

    /**
     * The vector of {@code text}, of unit length. Throws {@link IllegalArgumentException} when it has too many tokens, and
     * {@link RejectedExecutionException} once closed.
     */
    public float[] embed(String text) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            int[] tokens = model.tokenize(text);
            if (tokens.length == 0 || tokens.length > most) {
                throw new IllegalArgumentException(
                        "text: " + tokens.length + " tokens, expected 1 to " + most + " with this model");
            }
            return unit(sum(tokens));
        } finally {
            lock.unlock();
        }
    }

    private double[] sum(int[] tokens) {
        var sum = new double[model.width()];
        context.truncate(0, 0);
        for (int from = 0; from < tokens.length; from += CHUNK) {
            int to = Math.min(tokens.length, from + CHUNK);
            batch.clear();
            for (int i = from; i < to; i++) {
                batch.add(tokens[i], i, 0, true);
            }
            context.decode(batch);
            for (int place = 0; place < to - from; place++) {
                context.addEmbedding(place, sum);
            }
        }
        return sum;
    }

    /** The mean at unit length is the sum at unit length. */
    private static float[] unit(double[] sum) {
        double squares = 0;
        for (double each : sum) {
            squares += each * each;
        }
        if (!(squares > 0) || squares == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("text: this model makes no vector of it");
        }
        double length = Math.sqrt(squares);
        var unit = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            unit[i] = (float) (sum[i] / length);
        }
        return unit;
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
