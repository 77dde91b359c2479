package dev.signalbox.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.signalbox.features.Embedding;
import dev.signalbox.features.PromptEmbedder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Embeds by bge-small-en-v1.5, quantised to 8 bits, on ONNX Runtime with one thread: a text's first {@value #MAX_TOKENS}
 * tokens, the hidden state of the first, scaled to unit norm.
 *
 * <p>Xiao et al. 2023, <a href="https://arxiv.org/abs/2309.07597">arXiv:2309.07597</a>.
 *
 * <pre>
 *   input_ids, attention_mask, token_type_ids  [1][n]     n at most 128
 *   hidden state                               [1][n][d]  d = 384; row 0 is the embedding
 * </pre>
 */
public final class BgeSmallEmbedder implements PromptEmbedder, AutoCloseable {

    static final int MAX_TOKENS = 128;
    private static final int DIMENSION = 384;
    private static final String MODEL = "/bge-small-en-v1.5-q.onnx";
    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";

    /**
     * ONNX Runtime 1.29.0 normalises layers value by value when it fuses the steps of it, and in vectors when it does not:
     * a seventh of the whole time. The vectors differ by rounding, which the quantised layers above amplify, to a cosine
     * of 0.999 with those of the fused model.
     */
    private static final String SLOWER = "LayerNormFusionL1;LayerNormFusionL2";

    /** ONNX Runtime 1.29.0 overruns a buffer, and the process dies, when the command line is beyond some 4,000 bytes. */
    private static final int MAX_COMMAND_LINE = 3500;

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline"); // on Linux only, where it happens

    private final BertTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private boolean closed;

    private BgeSmallEmbedder(BertTokenizer tokenizer, OrtEnvironment environment, OrtSession session) {
        this.tokenizer = tokenizer;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Loads the native library and the model, which takes a moment.
     *
     * @throws EmbedderUnavailableException when the native library does not load on this machine, or would crash
     */
    public static BgeSmallEmbedder load() throws EmbedderUnavailableException {
        requireShort(COMMAND_LINE);
        OnnxTelemetry.off(); // the options below touch the library already
        try (var tokenizer = resource(TOKENIZER);
                var model = resource(MODEL);
                var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("optimization.disable_specified_optimizers", SLOWER);
            var environment = OrtEnvironment.getEnvironment();
            var session = environment.createSession(model.readAllBytes(), options);
            return new BgeSmallEmbedder(BertTokenizer.read(tokenizer), environment, session);
        } catch (OrtException | IOException | LinkageError e) {
            throw new EmbedderUnavailableException("bge-small does not load on this machine", e);
        }
    }

    static void requireShort(Path commandLine) throws EmbedderUnavailableException {
        if (!Files.isReadable(commandLine)) {
            return;
        }
        try (var bytes = Files.newInputStream(commandLine)) { // its size reads as 0
            int length = bytes.readAllBytes().length;
            if (length > MAX_COMMAND_LINE) {
                throw new EmbedderUnavailableException("command line: " + length + " bytes, expected at most "
                        + MAX_COMMAND_LINE + ", or ONNX Runtime crashes: move arguments to a file, java @FILE");
            }
        } catch (IOException e) {
            throw new EmbedderUnavailableException(commandLine + " cannot be read", e);
        }
    }

    @Override
    public String space() {
        return "bge-small-en-v1.5-q/" + MAX_TOKENS;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public Embedding embed(String text) {
        if (text.isBlank()) {
            return Embedding.of(new float[DIMENSION]);
        }
        return Embedding.normalized(firstState(tokenizer.encode(text, MAX_TOKENS)));
    }

    /** Waits for embeddings under way. */
    @Override
    public void close() {
        closing.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("bge-small: could not be closed", e);
        } finally {
            closing.writeLock().unlock();
        }
    }

    private float[] firstState(long[] tokens) {
        closing.readLock().lock(); // a session closed in mid-run takes the process down
        try {
            if (closed) {
                throw new IllegalStateException("bge-small: closed");
            }
            return run(tokens);
        } catch (OrtException e) {
            throw new IllegalStateException("bge-small: " + tokens.length + " tokens failed", e);
        } finally {
            closing.readLock().unlock();
        }
    }

    private float[] run(long[] tokens) throws OrtException {
        var mask = new long[tokens.length];
        Arrays.fill(mask, 1);
        try (var ids = tensor(tokens);
                var attention = tensor(mask);
                var types = tensor(new long[tokens.length]);
                var result =
                        session.run(Map.of("input_ids", ids, "attention_mask", attention, "token_type_ids", types))) {
            var state = new float[DIMENSION];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(state);
            return state;
        }
    }

    private OnnxTensor tensor(long[] row) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(row), new long[] {1, row.length});
    }

    private static InputStream resource(String name) throws IOException {
        var stream = BgeSmallEmbedder.class.getResourceAsStream(name);
        if (stream == null) {
            throw new FileNotFoundException("class path: " + name + " is missing");
        }
        return stream;
    }
}
